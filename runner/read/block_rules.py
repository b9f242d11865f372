"""markdown-it's block rules behind one look at a line's first character. Changes nothing of what is read.

markdown-it-py asks each of its rules about each line, up to twenty calls of which all but one or two fail at
once: for pages of short lines that is most of the time. Which characters a rule can begin with is in the
table below; `tests/read/test_block_rules.py` holds the tokens against those of the plain parser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

    Rule = Callable[[StateBlock, int, int, bool], bool]

# In the parser's own order; a rule that is not here can begin with any character.
_FIRST = {
    "container": "!?=:",
    "fence": "`~",
    "blockquote": ">",
    "hr": "-*_",
    "list": "-*+0123456789",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
# The last ones, which take any line.
_PROSE = ("lheading", "paragraph")
_CHAINS = ("paragraph", "reference", "blockquote", "list")


def look_first(parser: MarkdownIt) -> None:
    """Put the block rules that a parser has behind a look at the first character."""
    from markdown_it.ruler import Ruler

    from runner.read.block_state import read_prose

    rules = {rule.name: rule for rule in parser.block.ruler.__rules__ if rule.enabled}
    ruler: Ruler[Rule] = Ruler()
    terminators = {
        chain: _chosen({name: rule.fn for name, rule in rules.items() if chain in rule.alt})
        for chain in _CHAINS
    }
    blocks = {name: rule.fn for name, rule in rules.items() if name not in _PROSE}
    blocks["prose"] = read_prose(terminators["paragraph"])
    ruler.push("block", _chosen(blocks), {"alt": []})
    for chain, rule in terminators.items():
        ruler.push(f"block in {chain}", rule, {"alt": [chain]})
    # Never reached; that it is there tells the parser that indented lines can be code.
    ruler.push("code", rules["code"].fn, {"alt": []})
    parser.block.ruler = ruler


def _chosen(rules: Mapping[str, Rule]) -> Rule:
    """One rule for several: those that can begin with the line's first character, in their order."""
    anywhere = _that_begin("", rules)
    table = {first: _that_begin(first, rules) for first in "".join(_FIRST.values())}

    def chosen(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's own
        place = state.bMarks[start] + state.tShift[start]
        first = state.src[place : place + 1]
        # A loop, since a generator would be one more frame for each level of lists and quotes.
        for rule in table.get(first, anywhere):  # noqa: SIM110
            if rule(state, start, end, silent):
                return True
        return False

    return chosen


def _that_begin(first: str, rules: Mapping[str, Rule]) -> Iterable[Rule]:
    return tuple(
        rule for name, rule in rules.items() if name not in _FIRST or (first and first in _FIRST[name])
    )
