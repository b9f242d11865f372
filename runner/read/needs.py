"""A sentence under preconditions to what it asks for, by the forms of `needs.toml`. Looks nothing up.

A form accounts for the whole sentence or does not read it at all: a page that is blocked by a wrong reading
is worse than one whose reader is asked to look.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from runner.model import Need, NeedKind, Versions
from runner.patterns import regex
from runner.read import versions
from runner.read.known_programs import find_known, known_programs
from runner.read.program_states import find_state
from runner.read.systems import find_system, system_name, systems_form
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.read.inline import Sentence

# A state without words that ask for more than it.
_SAID_ALL = regex(
    r"(?:is |are )?(?:up and )?[a-z]+(?: in| up)?"
    r"(?: (?:locally|already|on (?:your|this) (?:machine|computer|system)))?"
)
# Longer ones are no list of things to have, and matching them costs.
_LONGEST = 300
_SLOT = regex(r"\{([a-z]+)\}")
_PATHS = ("path", "$path")
# "Docker (or Podman)" offers what "Docker or Podman" does.
_OR_IN_BRACKETS = regex(r"\((or [^()]+)\)")
# A graph's link to its page on the program.
_LINKED = regex(r"\[\[([^\[\]]+)\]\]")
_CODE = r"(?:\{\d+\})"
# A program's name in prose is marked before a form is tried: so no form holds all of the names.
_MARK = r"(?:\{=[^{}]+\})"
_SEPARATOR = r"(?:,? and (?:the )?|, |; | \+ | & )"
_OR = r"(?:,? or (?:the )?|, | / )"
_NAME = regex(r"[A-Za-z][\w+-]*")
_VARIABLE = regex(r"\$?([A-Za-z_]\w*)")
_SHOUTED = regex(r"\$?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_PATH = regex(r"(?=.*[./~])(?:~?/|\$HOME/|\./)?[\w.@+-]+(?:/[\w.@+-]+)*/?")
_FILE_LIKE = regex(r"~?/.*|\$HOME/.*|\./.*|.*/|.*\.[A-Za-z]\w{0,9}")
_PROFILE = regex(r"[\w.@+/-]+")
_ACCOUNT = regex(r"\d{12}")
_REGION = regex(r"[a-z]{2}(?:-[a-z]+)+-\d")
_MODEL = regex(r"(?:arn:aws:bedrock:\S+|(?:[a-z]{2,6}\.)?[a-z0-9]+\.[a-z][\w.-]*-[\w.:-]+)")
_NAMED = {
    NeedKind.FILE: _PATH,
    NeedKind.PROFILE: _PROFILE,
    NeedKind.ACCOUNT: _ACCOUNT,
    NeedKind.MODEL: _MODEL,
}
_WORDS = {
    NeedKind.VARIABLE: "the variable `{}` is set",
    NeedKind.FILE: "`{}` is there",
    NeedKind.CREDENTIALS: "AWS credentials work",
    NeedKind.PROFILE: "the AWS profile `{}` is configured and works",
    NeedKind.ACCOUNT: "the AWS credentials are of the account {}",
    NeedKind.BEDROCK: "AWS credentials may list the models of Amazon Bedrock",
    NeedKind.PERSON: "“{}” is left to you",
}
_REPOSITORY = "the working folder is in a git repository"
_NOUN = r"(?: (?:command-line tool|command line tool|command|program|binary|tool|utility|cli|runtime))"
# The lookahead keeps a name and its number apart: `python3` is a name, and so is `python 3`.
_ITEM = (
    rf"(?:the |an? )?(?:(?P<untold>{versions.UNTOLD}) (?:stable )?(?:versions? |release )?(?:of )?)?"
    rf"(?:versions? (?P<first>{versions.SAID}) of )?"
    rf"PROGRAM(?![\w-])(?: \((?P<alias>{_MARK})\))?(?P<noun>{_NOUN})?"
    rf"(?:(?=[ ,:(<>=~^]),?:? ?\(?(?:versions? |release )?(?P<said>{versions.SAID})\)?"
    rf"| \(?(?P<late>{versions.UNTOLD})(?: version| release)?\)?)?"
)
_MODELS_TOO = "the account has access to the page's models"


class Reading(Struct, frozen=True, kw_only=True):
    """What a sentence asks for, and that in plain words."""

    needs: tuple[Need, ...]
    any_of: bool
    words: str


class _Form(Struct, frozen=True, kw_only=True):
    name: str
    form: re.Pattern[str]
    programs: bool
    kind: NeedKind
    any_of: bool
    doubtful: bool
    credentials: bool

    def match(self, said: str, marked: str) -> re.Match[str] | None:
        """Match a whole sentence; where the form speaks of programs, that in which these are marked."""
        if self.programs and "{" not in marked:
            return None
        return self.form.fullmatch(marked if self.programs else said)


class _Book(Struct, frozen=True, kw_only=True):
    forms: tuple[_Form, ...]
    frames: re.Pattern[str]
    tails: re.Pattern[str]
    libraries: frozenset[str]


def needs_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "needs.toml")


def read_needs(sentence: Sentence) -> Reading | None:
    """Read a sentence in the one way in which it can be read, None where there is none or more than one."""
    readings = {reading.words: reading for _, reading in readings_by_form(sentence)}
    return next(iter(readings.values())) if len(readings) == 1 else None


def readings_by_form(sentence: Sentence) -> Iterator[tuple[str, Reading]]:
    """Give each form that reads the sentence by its name, with its reading."""
    for text, objects in sentence.forms():
        said = _bare(versions.normal(text), objects)
        if len(said) > _LONGEST or sentence.text.endswith("?"):
            continue
        marked = _marked(said)
        for form in _book().forms:
            match = form.match(said, marked)
            needs = tuple(_needs(form, match, objects)) if match else ()
            if needs and match:
                words = ("; or " if form.any_of else "; ").join(map(_words, needs))
                yield form.name, Reading(needs=needs, any_of=form.any_of, words=words)


def _bare(said: str, objects: tuple[str, ...]) -> str:
    """The sentence without the frames before it and the tails behind it, with programs in code laid open."""
    book = _book()
    while (match := book.frames.match(said)) and match.end():
        said = said[match.end() :]
    said = _OR_IN_BRACKETS.sub(r"\1", _LINKED.sub(r"\1", book.tails.sub("", said)))
    for index, item in enumerate(objects):
        plain = versions.normal(item.lower())
        if plain in _PATHS or _one_item().fullmatch(_marked(plain)):
            said = said.replace(f"{{{index}}}", plain)
    return said


@cache
def _book() -> _Book:
    table = needs_table()
    slots = table["slots"] | _slots()
    return _Book(
        forms=tuple(_form(row, slots) for row in table["form"]),
        frames=re.compile("|".join(_filled(frame, slots) for frame in table["frames"])),
        tails=re.compile("|".join(_filled(tail, slots) for tail in table["tails"])),
        libraries=frozenset(table["libraries"]["names"]),
    )


def _form(row: Mapping[str, Any], slots: Mapping[str, str]) -> _Form:
    return _Form(
        name=row["name"],
        # The forms of programs are large, and most of them are never compiled.
        form=regex(_filled(row["form"], slots)),
        programs=any(slot in row["form"] for slot in ("{items}", "{choice}", "{aws}")),
        kind=NeedKind(row.get("kind", "program")),
        any_of=bool(row.get("any_of", False)),
        doubtful=bool(row.get("doubtful", False)),
        credentials=bool(row.get("credentials", False)),
    )


def _filled(form: str, slots: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: _filled(slots[slot[1]], slots), form)


def _slots() -> dict[str, str]:
    item = _item(f"(?:{_CODE}|{_MARK})")
    aws = "|".join(re.escape(f"{{={name}}}") for name in (*find_known("aws").says, "aws"))
    return {
        "items": rf"(?P<items>{item}(?:{_SEPARATOR}{item})*)",
        "choice": rf"(?P<items>{item}(?:{_OR}{item})+)",
        "aws": _item(f"(?:{aws})"),
        "mark": _MARK,
        "systems": rf"(?P<systems>{systems_form(versions.SAID)})",
        "name": rf"(?P<name>{_CODE})",
        "names": rf"(?P<names>{_CODE}(?:(?:, |,? and ){_CODE})*)",
    }


@cache
def _spoken() -> re.Pattern[str]:
    """Every name of a program, the longest first."""
    names = sorted(known_programs(), key=len, reverse=True)
    return re.compile(r"(?<![\w.{=-])(?:" + "|".join(map(re.escape, names)) + r")(?![\w-])(?!\.\w)")


def _marked(said: str) -> str:
    return _spoken().sub(r"{=\g<0>}", said)


def _item(program: str, *, named: bool = False) -> str:
    """A program and what is said of its version; with groups of these names where they are wanted."""
    item = _ITEM.replace("PROGRAM", f"(?P<program>{program})")
    return item if named else re.sub(r"\?P<\w+>", "?:", item)


@cache
def _one_item() -> re.Pattern[str]:
    return re.compile(_item(f"{_CODE}|{_MARK}", named=True))


def _needs(form: _Form, match: re.Match[str], objects: tuple[str, ...]) -> Iterator[Need]:
    """What a form asks for; nothing where one of its names cannot be what the form takes it for."""
    found = match.groupdict()
    if found.get("items"):
        needs = _programs(match, objects)
    elif found.get("systems"):
        needs = _systems(found["systems"])
    elif form.kind is NeedKind.VARIABLE:
        needs = _variables(match, objects)
    else:
        needs = _others(form, found, objects)
    yield from needs
    if needs and form.credentials:
        yield Need(kind=NeedKind.CREDENTIALS)
    if needs and found.get("rest"):
        yield from _rest(form, needs, _shown(found["rest"], objects))


def _rest(form: _Form, needs: Iterable[Need], rest: str) -> Iterator[Need]:
    """What the end of a sentence asks for: a state that its program tells, or something for a person."""
    if form.kind is NeedKind.BEDROCK:
        yield Need(kind=NeedKind.MODEL)
        return
    programs = [need.name for need in needs if need.kind is NeedKind.PROGRAM]
    told = [name for name in programs if find_state(name, rest)]
    yield from (Need(kind=NeedKind.STATE, name=name, state=rest) for name in told)
    if not programs or told != programs or not _SAID_ALL.fullmatch(rest):
        yield Need(kind=NeedKind.PERSON, name=rest)


def _shown(text: str, objects: tuple[str, ...]) -> str:
    for index, item in enumerate(objects):
        text = text.replace(f"{{{index}}}", f"`{item}`")
    return re.sub(r"\{=([^{}]+)\}", r"\1", text).strip()


def _programs(match: re.Match[str], objects: tuple[str, ...]) -> list[Need]:
    said, position, needs = match["items"], 0, list[Need]()
    there = match.end("items") < match.end()
    while position < len(said):
        item = _one_item().match(said, position)
        need = _program(item, objects, there=there) if item and item.end() > position else None
        if item is None or need is None:
            return []
        needs.append(need)
        separator = re.compile(f"{_SEPARATOR}|{_OR}").match(said, item.end())
        position = separator.end() if separator else len(said)
    return needs


def _program(item: re.Match[str], objects: tuple[str, ...], *, there: bool) -> Need | None:
    name, doubtful = item["program"], False
    if name.startswith("{="):
        name = name[2:-1]
    else:
        name = objects[int(name[1:-1])]
        if name in _book().libraries or _SHOUTED.fullmatch(name) or not _NAME.fullmatch(name):
            return None
        # A name alone may be that of anything.
        doubtful = not (there or item["noun"])
    if item["alias"] and find_known(item["alias"][2:-1]) is not find_known(name):
        return None
    said, untold = item["said"] or item["first"], item["untold"] or item["late"]
    told = versions.read_versions(said or untold) if said or untold else Versions()
    return Need(kind=NeedKind.PROGRAM, name=find_known(name).name, versions=told, doubtful=doubtful)


def _systems(said: str) -> list[Need]:
    needs = []
    for item in re.finditer(systems_form(versions.SAID, named=True), said):
        told = item["said"]
        read = versions.read_versions(told) if told else Versions()
        # A number alone tells where the author tried it.
        usual = read.usual or ("" if not told or versions.is_bounded(told) else told)
        needs.append(
            Need(
                kind=NeedKind.SYSTEM,
                name=find_system(item["system"]),
                versions=replace(read, usual=usual),
                # "A Linux machine" may be another one than this.
                doubtful=item["article"] is not None,
            )
        )
    return needs


def _variables(match: re.Match[str], objects: tuple[str, ...]) -> list[Need]:
    found = match.groupdict()
    named = [objects[int(index)] for index in re.findall(r"\{(\d+)\}", found.get("names") or found["name"])]
    # `true` is set, too; only the words of an environment or the look of one tell.
    meant = "variable" in match.string
    names = [_VARIABLE.fullmatch(name) for name in named]
    if not all(names) or not (meant or all(map(_is_shouted, named))):
        return []
    return [Need(kind=NeedKind.VARIABLE, name=name[1]) for name in names if name]


def _is_shouted(name: str) -> bool:
    return name.isupper()


def _others(form: _Form, found: Mapping[str, str | None], objects: tuple[str, ...]) -> list[Need]:
    name, region = (_object(found.get(group), objects) for group in ("name", "region"))
    wanted = _NAMED.get(form.kind)
    if wanted is not None and not wanted.fullmatch(name):
        return []
    if region and not _REGION.fullmatch(region):
        return []
    if form.kind is NeedKind.FILE and not _FILE_LIKE.fullmatch(name):
        return []
    return [Need(kind=form.kind, name=name, region=region, doubtful=form.doubtful)]


def _object(said: str | None, objects: tuple[str, ...]) -> str:
    return objects[int(said[1:-1])] if said and said.startswith("{") else said or ""


def _words(need: Need) -> str:
    match need.kind:
        case NeedKind.PROGRAM:
            return f"the program `{need.name}` is on PATH{versions.describe(need.versions)}"
        case NeedKind.STATE:
            state = find_state(need.name, need.state)
            return f"{state.words if state else need.state}"
        case NeedKind.SYSTEM:
            return f"this system is {system_name(need.name)}{versions.describe(need.versions)}"
        case NeedKind.REPOSITORY:
            return _REPOSITORY + (", if that is the one meant" if need.doubtful else "")
        case NeedKind.MODEL:
            where = f" in {need.region}" if need.region else ""
            return f"the account has access to the model `{need.name}`{where}" if need.name else _MODELS_TOO
        case _:
            return _WORDS[need.kind].format(need.name)
