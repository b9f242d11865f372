"""Shell text to the commands in it, by bash's own grammar (tree-sitter-bash). Runs and changes nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.patterns import regex
from runner.plan.heredocs import Heredoc, heredoc_of
from runner.plan.plain_commands import plain_commands
from runner.plan.quoting import BARE, Only, Place
from runner.plan.zones import STRINGS, ZONES, changes, place_in, place_of_strings, quoting_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Parser

# Under these a command runs whenever the block does; under any other it may not.
_CERTAIN = {
    "program",
    "pipeline",
    "redirected_statement",
    "compound_statement",
    "subshell",
    "negated_command",
}
_WRITING = {">", ">>", ">|", "&>", "&>>", "<>"}
_SPECIAL = regex(r"[*?\[~{\\]")
_PATTERN = regex(r"[*?\[~{]")
_LINE_END = regex(rb"\n")
# A statement goes on behind a newline after `|` or a backslash.
_MARK_OR_END = regex(rb"[<|](?:[ \t]*\n)?|\\\n|\n")
_MOST_MARKS = 100
# Stands for what only the run knows: a noncharacter of Unicode, so no page can hold it.
RUN_TIME = "\ufdd0"
_EXPANSIONS = frozenset({"simple_expansion", "expansion", "command_substitution", "brace_expression"})
_ALL_ITEMS = regex(rb"\$@|\[@\]")
_BARE_ESCAPED = regex(r"\\(?:\n|(.?))", re.DOTALL)
_ESCAPED = regex(r"\\([\\\"$`\n])")


class Word(Struct, frozen=True, kw_only=True, gc=False):
    """A word of a command; `value` is what bash makes of it, None where that depends on the run.

    `start` and `end` are byte offsets into the source in UTF-8; `written` is the text between them.

    Attributes:
        marked: The value with `RUN_TIME` for each part of it that depends on the run.
        splits: Whether bash may make any number of words of it.
    """

    value: str | None
    written: str
    start: int
    end: int
    marked: str = ""
    splits: bool = False


class ShellCommand(Struct, frozen=True, kw_only=True, gc=False):
    """A simple command.

    Attributes:
        words: The program first.
        certain: Whether it is sure to run with its block.
        piped_from: The program whose output it reads, empty where it reads none.
    """

    words: tuple[Word, ...]
    certain: bool
    piped_from: str = ""

    @property
    def program(self) -> str:
        """The program's name, empty where it depends on the run."""
        return self.words[0].value or "" if self.words else ""


class Assignment(Struct, frozen=True, kw_only=True):
    """A variable set, in front of a command, by `export` and its kin, or by itself.

    Attributes:
        computed: Whether it is set to what a command prints.
    """

    name: str
    word: Word
    computed: bool


class ShellText(Struct, frozen=True, kw_only=True):
    """What a block holds: its commands in order, the functions and variables that it sets.

    Attributes:
        redirected_to: What `>` and its kin name.
        assignments: The variables with what they are set to, in order; `x+=1` is none.
        delimiters: The lines that end its here-documents.
        heredocs: The files that these write, where the page alone says what will be in them.
        broken: Whether the grammar could not read all of it, so that what is here may be no command.
    """

    commands: tuple[ShellCommand, ...]
    functions: frozenset[str]
    assigned: frozenset[str]
    broken: bool
    redirected_to: tuple[Word, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    delimiters: frozenset[str] = frozenset()
    heredocs: tuple[Heredoc, ...] = ()


@cache
def _parser() -> Parser:
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_bash.language()))


class _Reading(Struct):
    """What one walk over a block's tree has met; `zones` are the places of a kind, the outer ones first."""

    commands: list[ShellCommand] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    redirected: list[Word] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    delimiters: set[str] = field(default_factory=set)
    heredocs: list[Heredoc] = field(default_factory=list)
    zones: list[tuple[int, int, Place]] = field(default_factory=list)


class _Visit(Struct, frozen=True):
    """A node that is still to be walked; `before` stands before it in its pipeline.

    Attributes:
        zone: Whether bash reads its text in a way of its own.
    """

    node: Node
    certain: bool
    before: Node | None
    place: Place = BARE
    zone: bool = False


def read_shell(source: str) -> ShellText:
    """Parse a block; text that bash could not parse gives what could be read of it."""
    return _read(source)[0]


def place_at(source: str, offset: int) -> Place:
    """How bash reads the text at a byte offset of the source in UTF-8."""
    text, (starts, places) = _read(source)
    index = bisect_right(starts, offset) - 1
    place = places[index] if index >= 0 else BARE
    return place if not text.broken or place.comment else replace(place, only=Only.UNSURE)


# All blocks of a page are read for their literals, then for what they do, then for their programs.
@lru_cache(maxsize=2048)
def _read(source: str) -> tuple[ShellText, tuple[list[int], list[Place]]]:
    """A block's commands, and where the way of reading it changes: offsets, and what holds from each on."""
    plain = plain_commands(source)
    if plain is None:
        return by_grammar(source)
    nothing = frozenset[str]()
    commands = tuple(
        ShellCommand(words=tuple(_plain_word(*word) for word in words), certain=True) for words in plain
    )
    return ShellText(commands=commands, functions=nothing, assigned=nothing, broken=False), ([], [])


def _plain_word(text: str, start: int) -> Word:
    return Word(value=text, written=text, start=start, end=start + len(text), marked=text)


def by_grammar(source: str) -> tuple[ShellText, tuple[list[int], list[Place]]]:
    """The same, whatever stands in the block."""
    written = source.encode("utf-8", "replace")
    tamed = _tamed(written)
    root = _parser().parse(tamed).root_node
    reading = _Reading()
    for visit in _walk(root):
        _take(visit, reading)
    text = ShellText(
        commands=tuple(reading.commands),
        functions=frozenset(reading.functions),
        assigned=frozenset(reading.assigned),
        broken=root.has_error or tamed is not written,
        redirected_to=tuple(reading.redirected),
        assignments=tuple(reading.assignments),
        delimiters=frozenset(reading.delimiters),
        heredocs=tuple(reading.heredocs),
    )
    return text, changes(reading.zones)


def _tamed(source: bytes) -> bytes:
    """The source with `<` and `|` as plain letters where one statement has more of them than a person writes.

    The parser's time grows with the square of them: 25,000 in one pipeline take minutes.
    """
    if source.count(b"<") + source.count(b"|") <= _MOST_MARKS:
        return source
    pieces, last, count = list[bytes](), 0, 0
    for found in _MARK_OR_END.finditer(source):
        if found[0] == b"\n":
            count = 0
        elif found[0] != b"\\\n":
            count += 1
            if count > _MOST_MARKS:
                pieces += [source[last : found.start()], b"x"]
                last = found.start() + 1
    return b"".join([*pieces, source[last:]]) if pieces else source


def line_ends(source: bytes) -> Iterator[int]:
    """The offsets of a source's newlines."""
    return (found.start() for found in _LINE_END.finditer(source))


def _take(visit: _Visit, reading: _Reading) -> None:
    node = visit.node
    match node.type:
        case "command":
            reading.commands.append(_command(visit))
        case "declaration_command" | "unset_command" | "test_command":
            reading.commands.append(_builtin(visit))
        case "function_definition":
            reading.functions.add(_text(node.child_by_field_name("name")))
        case "variable_assignment":
            reading.assigned.add(_text(node.child_by_field_name("name")))
            reading.assignments += _assignment(node)
        case "file_redirect":
            reading.redirected += _redirected_to(node)
        case "heredoc_redirect":
            reading.delimiters.add(_delimiter(node))
            reading.heredocs += heredoc_of(node, node.parent)
        case _:
            pass
    if visit.zone:
        reading.zones.append((node.start_byte, node.end_byte, visit.place))


def _assignment(node: Node) -> Iterator[Assignment]:
    value = node.child_by_field_name("value")
    if value is None or any(child.type == "+=" for child in node.children):
        return
    inner = value.named_children if value.type == "string" else [value]
    computed = len(inner) == 1 and inner[0].type == "command_substitution"
    yield Assignment(name=_text(node.child_by_field_name("name")), word=_word(value), computed=computed)


def _delimiter(node: Node) -> str:
    starts = [child for child in node.named_children if child.type == "heredoc_start"]
    return re.sub(r"[\\'\"]", "", _text(starts[0])) if starts else ""


def _redirected_to(node: Node) -> Iterator[Word]:
    destination = node.child_by_field_name("destination")
    if destination is not None and any(child.type in _WRITING for child in node.children):
        yield _word(destination)


def _walk(root: Node) -> Iterator[_Visit]:
    """Every named node in source order; a stack, since nesting may be deeper than Python's own."""
    stack = [_Visit(root, certain=True, before=None)]
    while stack:
        visit = stack.pop()
        yield visit
        if visit.node.child_count:
            stack += reversed(_children(visit))


def _children(visit: _Visit) -> list[_Visit]:
    """A node's named children that hold something, with what their place in it says of them."""
    node, kind = visit.node, visit.node.type
    certain = visit.certain and (kind in _CERTAIN or kind == "list")
    before = visit.before if kind == "redirected_statement" else None
    strings = place_of_strings(node, visit.place)
    visits: list[_Visit] = []
    for child in node.named_children:
        if child.child_count or child.type in ZONES:
            quoting = quoting_of(child)
            around = strings if child.type in STRINGS else visit.place
            place = place_in(child, node, around, quoting)
            zone = quoting is not None
            visits.append(_Visit(child, certain=certain, before=before, place=place, zone=zone))
        if kind == "pipeline":
            before = child
        elif kind == "list":
            certain = False
    return visits


def _command(visit: _Visit) -> ShellCommand:
    words = [
        _word(part)
        for part in visit.node.named_children
        if part.type not in ("variable_assignment", "file_redirect")
    ]
    name = visit.before.child_by_field_name("name") if visit.before is not None else None
    piped_from = (_static(name) or "") if name is not None else ""
    return ShellCommand(words=tuple(words), certain=visit.certain, piped_from=piped_from)


def _builtin(visit: _Visit) -> ShellCommand:
    """A command that the grammar has a rule of its own for: its first word alone."""
    first = visit.node.children[0]
    word = Word(value=_text(first), written=_text(first), start=first.start_byte, end=first.end_byte)
    return ShellCommand(words=(word,), certain=visit.certain)


def _word(node: Node) -> Word:
    written = _text(node)
    value = _unescaped(written) if node.type in ("word", "number") else _static(node)
    return Word(
        value=value,
        written=written,
        start=node.start_byte,
        end=node.end_byte,
        marked=_marked(node) if value is None else value,
        splits=value is None and _splits(node),
    )


def _splits(node: Node) -> bool:
    parts = node.named_children if node.type in ("concatenation", "command_name") else [node]
    return any(
        part.type in _EXPANSIONS or (part.type == "string" and _ALL_ITEMS.search(part.text or b""))
        for part in parts
    )


def _marked(node: Node) -> str:
    match node.type:
        case "concatenation" | "command_name" if node.named_child_count:
            return "".join(_marked(child) for child in node.named_children)
        case "string":
            return "".join(_in_quotes(node))
        case _:
            known = _static(node)
            return RUN_TIME if known is None else known


def _in_quotes(node: Node) -> Iterator[str]:
    """The text of a string in double quotes; the grammar leaves spaces between its parts out."""
    text, start = node.text or b"", 1
    for child in node.named_children:
        if child.type != "string_content":
            yield _plain(text[start : child.start_byte - node.start_byte])
            yield RUN_TIME
            start = child.end_byte - node.start_byte
    yield _plain(text[start:-1])


def _plain(text: bytes) -> str:
    return _ESCAPED.sub(lambda found: found[1].strip("\n"), text.decode("utf-8", "replace"))


def _static(node: Node) -> str | None:
    """The text that bash makes of a word, None where it holds an expansion."""
    match node.type:
        case "command_name" | "concatenation" if node.named_child_count:
            pieces = [_static(child) for child in node.named_children]
            return None if None in pieces else "".join(piece or "" for piece in pieces)
        case "word" | "number" | "command_name":
            return _unescaped(_text(node))
        case "raw_string":
            return _text(node)[1:-1]
        case "ansi_c_string" if "\\" not in _text(node):
            return _text(node)[2:-1]
        case "string" if all(child.type == "string_content" for child in node.named_children):
            return _text(node)[1:-1] if "\\" not in _text(node) else None
        case _:
            return None


def _unescaped(text: str) -> str | None:
    if _SPECIAL.search(text) is None:
        return text
    if _PATTERN.search(text):
        return None if text.startswith("~") else text
    return _BARE_ESCAPED.sub(r"\1", text)


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
