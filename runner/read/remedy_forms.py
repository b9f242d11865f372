"""The forms of a text that says what to do about a failure, by `remedies.toml`. Reads texts, no blocks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.patterns import regex
from runner.read.inline import plain
from runner.read.symptoms import LiteralKind, read_symptom
from runner.read.words import words
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.read.symptoms import Literal

_ARROW = regex(r"\s*(?:→|⇒|⟶)\s*|\s+(?:->|=>|-->|==>)\s+")
_DASH = regex(r"\s+[\u2014\u2013]\s+|\s+--?\s+")
_COLON = regex(r"(?<=[^/\s]):\s+")
_EMPHASIS = regex(r"(?P<mark>\*\*|__|\*|_)(?P<lead>\S.*?)(?P=mark)(?!\w)(?P<rest>.*)", re.DOTALL)
_LITERAL = regex(r"(?P<lead>\ue010\d+\ue011)(?P<rest>\s*[:\u2014\u2013].*)", re.DOTALL)
_LABEL = regex(
    r"(?P<mark>\*\*|__|\*|_|)(?P<label>[A-Za-z][\w &/#-]{0,24})(?:(?P=mark)\s*:|:(?P=mark))\s*(?P<rest>.*)",
    re.DOTALL,
)
# Code, quoted words and brackets: no comma, colon or arrow in them divides a text.
_WHOLE = regex(r"`[^`]+`|\"[^\"]+\"|\u201c[^\u201d]+\u201d|\([^()]*\)")
_HIDDEN = regex(r"\ue010(\d+)\ue011")
# No sentence is a condition about a failure without one of these words, and most have none; to look for the
# bare words takes a tenth of the time.
_CONDITIONS = ("if", "when", "should", "in case")
_TELLING = ("mean", "indicate", "suggest")
_MAY_ADVISE = regex(rf"\b(?:{'|'.join(_CONDITIONS)})|{'|'.join(_TELLING)}", re.IGNORECASE)
_COMMA = regex(r",\s+(?:then\s+)?|\s+then\s+")
_LONGEST_SYMPTOM = 16


class Form(Struct, frozen=True, kw_only=True):
    """A symptom and, so far as its own text tells it, the remedy; inline Markdown."""

    symptom: str
    remedy: str = ""


class _Table(Struct, frozen=True, kw_only=True):
    labels: Mapping[str, str]
    symptoms: Mapping[str, re.Pattern[str]]
    sentences: Mapping[str, re.Pattern[str]]


def remedies_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "remedies.toml")


@cache
def _table() -> _Table:
    table = remedies_table()
    return _Table(
        labels={name: kind for kind, names in reversed(table["labels"].items()) for name in names},
        symptoms={name: regex(text, re.IGNORECASE) for name, text in table["symptoms"].items()},
        sentences={name: regex(text, re.IGNORECASE | re.DOTALL) for name, text in table["sentences"].items()},
    )


class _Hidden:
    """A text in which code, quotes and brackets are one mark each."""

    def __init__(self, text: str) -> None:
        self._whole: list[str] = []
        self.text = _WHOLE.sub(self._hide, text)

    def _hide(self, match: re.Match[str]) -> str:
        self._whole.append(match[0])
        return f"\ue010{len(self._whole) - 1}\ue011"

    def shown(self, part: str) -> str:
        """A part of the text as it was."""
        return _HIDDEN.sub(lambda match: self._whole[int(match[1])], part).strip()

    def form(self, symptom: str, remedy: str) -> Form:
        """A form of two parts of the text."""
        return Form(symptom=self.shown(symptom).strip(" :"), remedy=self.shown(remedy))


def label_of(text: str) -> tuple[str, str]:
    """What a text is labelled as (`symptom`, `cause`, `remedy`, `other`, or nothing), and what follows."""
    match = _LABEL.match(_without_marks(text.strip()).strip())
    kind = _table().labels.get(" ".join(match["label"].lower().split()), "") if match else ""
    return (kind, match["rest"].strip()) if match and kind else ("", text)


def column_kind(head: str) -> str:
    """What a column of a table holds, by its head: `symptom`, `cause`, `remedy`, or nothing."""
    name = " ".join(plain(head).lower().split())
    kind = _table().labels.get(name, "")
    # `A` and `Q` are answer and question only before a colon.
    return kind if kind != "other" and len(name) > 1 else ""


def sounds_wrong(symptom: str) -> bool:
    """Whether a text sounds like a failure, or names one."""
    return bool(_table().symptoms["cue"].search(symptom) or read_symptom(symptom).literals)


def _literals(text: str) -> list[Literal]:
    return [literal for group in read_symptom(text).literals for literal in group]


def is_any_failure(symptom: str) -> bool:
    """Whether a condition right behind a step speaks of any failure of it, as "it fails" does."""
    return bool(_table().symptoms["any_failure"].match(symptom))


def is_mixed(title: str) -> bool:
    """Whether what stands under a heading of Troubleshooting tells of more than failures."""
    return bool(_table().symptoms["mixed"].match(title))


def names_symptom(text: str) -> bool:
    """Whether a heading or the lead of a row can name a symptom: no instruction, topic or how-to question."""
    shown = plain(text)
    table, lower = _table().symptoms, shown.lower()
    if any(literal.kind is LiteralKind.EXIT_STATUS for literal in _literals(shown)):
        return True
    if (
        len(shown.split()) > _LONGEST_SYMPTOM * 2
        or table["topic"].match(lower)
        or words().manual.match(lower)
    ):
        return False
    if label_of(text)[0] == "other" or _table().labels.get(lower.strip(" :")):
        return False
    asks = shown.rstrip("* ").endswith("?") and table["asks"].match(lower)
    return not asks and (not shown.rstrip("* ").endswith("?") or sounds_wrong(shown))


def bare_symptom(text: str) -> str:
    """A symptom in plain text without what introduces it."""
    shown = plain(text).strip(" :")
    for name in ("title", "frame"):
        rest = _table().symptoms[name].sub("", shown, count=1).strip()
        shown = rest or shown
    return shown.strip(" :,?.")


def row_of(text: str) -> Form | None:
    """Read a text as a row: by an arrow, by what is emphasised or code before a colon or dash, by a colon."""
    hidden = _Hidden(text)
    divided = _ARROW.split(hidden.text, maxsplit=1)
    if len(divided) > 1 and divided[0].strip():
        return _named(hidden.form(_without_marks(divided[0]), divided[1]))
    match = _EMPHASIS.fullmatch(hidden.text.strip()) or _LITERAL.fullmatch(hidden.text.strip())
    if match:
        return _led(hidden, match)
    for divider, longest in ((_DASH, _LONGEST_SYMPTOM), (_COLON, _LONGEST_SYMPTOM)):
        divided = divider.split(hidden.text, maxsplit=1)
        if len(divided) > 1 and len(divided[0].split()) <= longest and divided[0].strip():
            return _named(hidden.form(*divided))
    return None


def _without_marks(lead: str) -> str:
    match = _EMPHASIS.fullmatch(lead.strip())
    return match["lead"] if match and not match["rest"].strip() else lead


def _led(hidden: _Hidden, match: re.Match[str]) -> Form | None:
    """A row by its emphasised lead: what follows stands behind a colon, a dash or the end of its line."""
    rest = match["rest"]
    bare = rest.lstrip(" :\u2014\u2013-\n")
    divides = match["lead"].endswith(":") or not rest.strip() or rest.strip()[0] in ":\u2014\u2013-"
    if not divides and not re.match(r" *\n", rest):
        return None
    return _named(hidden.form(match["lead"], bare))


def _named(form: Form) -> Form | None:
    return form if names_symptom(form.symptom) else None


def may_advise(text: str) -> bool:
    """Whether a sentence, or a text of several in inline Markdown, is worth to be read as a condition."""
    bare = text.replace("*", "").replace("\\", "")
    if not any(map(bare.lower().__contains__, (*_CONDITIONS, *_TELLING))):
        return False
    return _MAY_ADVISE.search(bare) is not None


def conditional(sentence: str, *, behind_step: bool) -> Form | None:
    """Read a sentence as a condition about a failure and what to do then.

    Args:
        sentence: In plain text, code in backticks.
        behind_step: Whether it stands among steps, where most conditions are about no failure.
    """
    if not may_advise(sentence):
        return None
    hidden = _Hidden(" ".join(sentence.split()))
    form = _condition(hidden) or _behind(hidden) or _meaning(hidden, behind_step=behind_step)
    if form is None or not form.remedy:
        return None
    return _about_failure(form) if behind_step else _framed(form)


def leads_to_remedy(text: str) -> str:
    """The symptom of a condition that ends in a colon, so that what to do follows it; else nothing."""
    shown = plain(text)
    match = _table().sentences["condition"].match(shown)
    if not match or not shown.rstrip(" *_").endswith(":") or _COMMA.search(_Hidden(shown).text):
        return ""
    return bare_symptom(match["rest"]) if sounds_wrong(match["rest"]) else ""


def _condition(hidden: _Hidden) -> Form | None:
    match = _table().sentences["condition"].match(hidden.text)
    if not match:
        return None
    rest = match["rest"]
    commas = list(_COMMA.finditer(rest)) or list(re.finditer(r":\s+", rest))
    acting = (comma for comma in commas if _acts(hidden.shown(rest[comma.end() :])))
    stating = (comma for comma in commas if _states(hidden.shown(rest[comma.end() :])))
    comma = next(acting, next(stating, commas[0] if commas else None))
    return hidden.form(rest[: comma.start()], rest[comma.end() :]) if comma else None


def _acts(text: str) -> bool:
    lower = text.lower()
    return bool(_table().symptoms["acts"].match(lower) or words().manual.match(lower))


def _states(text: str) -> bool:
    return bool(_table().symptoms["states"].match(text))


def _behind(hidden: _Hidden) -> Form | None:
    match = _table().sentences["behind"].match(hidden.text.rstrip("."))
    if not match or not _acts(hidden.shown(match["remedy"])):
        return None
    return hidden.form(match["symptom"], match["remedy"])


def _meaning(hidden: _Hidden, *, behind_step: bool) -> Form | None:
    match = _table().sentences["means"].match(hidden.text)
    if not match or (behind_step and not _table().sentences["so"].search(match["remedy"])):
        return None
    form = hidden.form(match["symptom"], match["remedy"])
    return form if sounds_wrong(form.symptom) else None


def _about_failure(form: Form) -> Form | None:
    table = _table().symptoms
    symptom, remedy = form.symptom.lower(), form.remedy.lower()
    if table["well"].search(remedy) or table["wish"].match(symptom):
        return None
    if is_any_failure(symptom):
        return form
    named = read_symptom(form.symptom).literals and _table().sentences["so"].search(remedy)
    wrong = (table["cue"].search(symptom) or table["seen"].match(symptom)) and _acts(form.remedy)
    return _framed(form) if wrong or named else None


def _framed(form: Form) -> Form:
    return Form(symptom=bare_symptom(form.symptom), remedy=form.remedy)
