"""Shell text to the commands in it, by bash's own grammar (tree-sitter-bash). Runs and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

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


class Quoting(StrEnum):
    """How the shell reads the text at a place."""

    BARE = "bare"
    SINGLE = "single"
    DOUBLE = "double"
    HEREDOC = "heredoc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a command; `value` is what bash makes of it, None where that depends on the run.

    `start` and `end` are byte offsets into the source in UTF-8; `written` is the text between them.
    """

    value: str | None
    written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellCommand:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellText:
    """What a block holds: its commands in order, the functions and variables that it sets.

    Attributes:
        redirected_to: What `>` and its kin name.
        broken: Whether the grammar could not read all of it, so that what is here may be no command.
    """

    commands: tuple[ShellCommand, ...]
    functions: frozenset[str]
    assigned: frozenset[str]
    broken: bool
    redirected_to: tuple[Word, ...] = ()


@cache
def _parser() -> Parser:
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_bash.language()))


def read_shell(source: str) -> ShellText:
    """Parse a block; text that bash could not parse gives what could be read of it."""
    commands: list[ShellCommand] = []
    functions, assigned = set[str](), set[str]()
    redirected: list[Word] = []
    root = _parser().parse(source.encode("utf-8", "replace")).root_node
    for node in _walk(root):
        if node.type in ("command", "declaration_command", "unset_command", "test_command"):
            commands.append(_command(node))
        elif node.type == "function_definition":
            functions.add(_text(node.child_by_field_name("name")))
        elif node.type == "variable_assignment":
            assigned.add(_text(node.child_by_field_name("name")))
        elif node.type == "file_redirect":
            redirected += _redirected_to(node)
    return ShellText(
        commands=tuple(commands),
        functions=frozenset(functions),
        assigned=frozenset(assigned),
        broken=root.has_error,
        redirected_to=tuple(redirected),
    )


def _redirected_to(node: Node) -> Iterator[Word]:
    destination = node.child_by_field_name("destination")
    if destination is not None and any(child.type in _WRITING for child in node.children):
        yield _word(destination)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How bash reads the text at a place, and whether that is a comment."""

    quoting: Quoting
    comment: bool


_PLACES = {
    "raw_string": Quoting.SINGLE,
    "ansi_c_string": Quoting.SINGLE,
    "command_substitution": Quoting.BARE,
    "process_substitution": Quoting.BARE,
    "string": Quoting.DOUBLE,
    "string_content": Quoting.DOUBLE,
    "heredoc_body": Quoting.HEREDOC,
}


def place_at(source: str, offset: int) -> Place:
    """How bash reads the text at a byte offset of the source in UTF-8."""
    tree = _parser().parse(source.encode("utf-8", "replace"))
    node = tree.root_node.descendant_for_byte_range(offset, offset + 1)
    while node is not None:
        if node.type == "comment":
            return Place(quoting=Quoting.BARE, comment=True)
        if node.type in _PLACES:
            return Place(quoting=_PLACES[node.type], comment=False)
        node = node.parent
    return Place(quoting=Quoting.BARE, comment=False)


def quote(value: str, quoting: Quoting) -> str:
    """Write a value so that bash reads it at such a place as exactly that text."""
    import shlex

    match quoting:
        case Quoting.BARE:
            return shlex.quote(value)
        case Quoting.SINGLE:
            return value.replace("'", "'\\''")
        case Quoting.DOUBLE:
            return _escaped(value, '\\"$`')
        case Quoting.HEREDOC:
            return _escaped(value, "\\$`")


def _escaped(value: str, special: str) -> str:
    return "".join(f"\\{char}" if char in special else char for char in value)


def _walk(root: Node) -> Iterator[Node]:
    """Every node in source order; a stack, since nesting may be deeper than Python's own."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(node.children)


def _command(node: Node) -> ShellCommand:
    if node.type != "command":
        first = node.children[0]
        word = Word(value=_text(first), written=_text(first), start=first.start_byte, end=first.end_byte)
        return ShellCommand(words=(word,), certain=_is_certain(node))
    parts = [
        child for child in node.named_children if child.type not in ("variable_assignment", "file_redirect")
    ]
    return ShellCommand(
        words=tuple(_word(part) for part in parts), certain=_is_certain(node), piped_from=_piped_from(node)
    )


def _piped_from(node: Node) -> str:
    """The program before a command in its pipeline."""
    whole = node.parent if node.parent is not None and node.parent.type == "redirected_statement" else node
    if whole.parent is None or whole.parent.type != "pipeline":
        return ""
    before = [child for child in whole.parent.named_children if child.end_byte <= whole.start_byte]
    name = before[-1].child_by_field_name("name") if before else None
    return (_static(name) or "") if name is not None else ""


def _word(node: Node) -> Word:
    return Word(value=_static(node), written=_text(node), start=node.start_byte, end=node.end_byte)


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
        case "string" if all(child.type == "string_content" for child in node.named_children):
            return _text(node)[1:-1] if "\\" not in _text(node) else None
        case _:
            return None


def _unescaped(text: str) -> str | None:
    if any(char in text for char in "*?[~{"):
        return None if text.startswith("~") else text
    return text if "\\" not in text else text.replace("\\", "")


def _is_certain(node: Node) -> bool:
    child, parent = node, node.parent
    while parent is not None:
        if parent.type == "list":
            if parent.children[0].id != child.id:
                return False
        elif parent.type not in _CERTAIN:
            return False
        child, parent = parent, parent.parent
    return True


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
