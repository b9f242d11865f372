"""The judge asked about a page, or its kept answer found. Takes nothing of an answer: `runner.read` does."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from runner.api.page_secrets import mask_of
from runner.api.surroundings import project_root
from runner.api.targets import profiles_of, region_of
from runner.aws import profiles
from runner.aws.judge import Caller, JudgeUnavailableError, Question, ask_judge, usual_model
from runner.errors import EnvironmentNotReadyError, PageError
from runner.read.judge_answer import AnswerRefusedError
from runner.read.judge_form import judge_form
from runner.read.judged import questions, unread_claims, with_answer, with_note
from runner.read.source import read_source
from runner.run.blocked import find_cause
from runner.store.place import places
from runner.store.readings import Asked, find_answer, keep_answer

if TYPE_CHECKING:
    from runner.api.options import Options
    from runner.config import Config
    from runner.model import Plan, Procedure
    from runner.run.masking import Mask

MODEL_VARIABLE = "RUNBOOK_JUDGE_MODEL"


def judge_page(plan: Plan, options: Options, config: Config) -> tuple[Procedure, str]:
    """Give the plan's procedure with the judge's readings, and a note that says what was done.

    Raises:
        EnvironmentNotReadyError: The judge cannot be asked; the text says what to do.
        PageError: The page changed meanwhile.
    """
    unread = unread_claims(plan.procedure)
    if not unread:
        return plan.procedure, "the judge was not asked: there is no unread claim of a command"
    try:
        question, caller = _question(plan, options, config)
        return _judged(plan.procedure, question, caller, config)
    except JudgeUnavailableError as error:
        raise EnvironmentNotReadyError(_blocked(plan.procedure.path, error)) from error


def _judged(
    procedure: Procedure, question: Question, caller: Caller, config: Config
) -> tuple[Procedure, str]:
    unread = unread_claims(procedure)
    asked = Asked(page_sha256=procedure.sha256, question_sha256=_digest(question))
    kept_in = places(project_root(config), os.environ)
    answer = kept = find_answer(asked, kept_in)
    if kept is None:
        answer = ask_judge(question, caller)
    try:
        read = with_answer(procedure, unread, answer)
    except AnswerRefusedError as error:
        return with_note(procedure, unread, f"the judge's answer was not taken: {error}"), _note(
            question, f"gave an answer that was not taken ({error})"
        )
    if kept is None:
        keep_answer(asked, answer, {"model": question.model}, kept_in)
    left = len(unread_claims(read))
    said = f"read {len(unread) - left} of {len(unread)} claims that were unread"
    how = "was sent the page's text and " if kept is None else "was not asked again: it had "
    return read, _note(question, f"{how}{said}")


def _note(question: Question, said: str) -> str:
    return f"the judge ({question.model} on Amazon Bedrock) {said}"


def _question(plan: Plan, options: Options, config: Config) -> tuple[Question, Caller]:
    caller = _caller(plan, options)
    form, mask = judge_form(), mask_of(plan, os.environ)
    question = Question(
        model=os.environ.get(MODEL_VARIABLE) or config.judge_model or _usual_model(caller),
        instructions=form.prompt,
        page=_quoted(mask(_text(plan.procedure))),
        sentences=_quoted(_sentences(plan.procedure, mask)),
        tool=form.tool,
        about_tool=form.about_tool,
        schema=form.schema(),
    )
    return question, caller


def _caller(plan: Plan, options: Options) -> Caller:
    """The reader's own profile and region; the page's, where the reader has such a profile."""
    said = {**options.shorthands, **options.variables}
    of_page = [name for name in profiles_of(plan) if profiles.profile_is_configured(name, os.environ)]
    profile = said.get("profile") or next(iter(of_page), "")
    region = said.get("region") or region_of(plan) or profiles.region_of(profile or "default", os.environ)
    return Caller(profile="" if profile == "default" else profile, region=region)


def _usual_model(caller: Caller) -> str:
    if not caller.region:
        raise JudgeUnavailableError("You must specify a region.", cure="add --region, or set AWS_REGION")
    return usual_model(caller.region, datetime.now(UTC))


def _text(procedure: Procedure) -> str:
    source = read_source(procedure.path)
    if source.sha256 != procedure.sha256:
        raise PageError(f"{procedure.path}: it was changed while it was read; run again")
    return source.text


def _sentences(procedure: Procedure, mask: Mask) -> list[dict[str, object]]:
    rows = questions(unread_claims(procedure))
    return [
        {key: mask(value) if isinstance(value, str) else value for key, value in row.items()} for row in rows
    ]


def _quoted(data: object) -> str:
    """Text as JSON, so that nothing in it can pass for its end."""
    return json.dumps(data, ensure_ascii=False)


def _digest(question: Question) -> str:
    return hashlib.sha256(json.dumps(question.request(), sort_keys=True).encode()).hexdigest()


def _blocked(path: str, error: JudgeUnavailableError) -> str:
    found = find_cause(str(error), None)
    cure = error.cure or (found.cure if found else "run it again")
    cause = f"{found.cause} ({error})" if found and not error.cure else str(error)
    return f"{path}: blocked, nothing ran: --judge bedrock: {cause}; next: {cure}, or leave --judge out"
