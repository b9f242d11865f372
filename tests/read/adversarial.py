"""Pages made to be slow to read or to plan, of about a size in characters: prose, Markdown and shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _repeated(piece: str, *, before: str = "Prose.\n\n", behind: str = "") -> Callable[[int], str]:
    """The piece over and over; `{}` in it is the number of the repetition."""

    def page(size: int) -> str:
        pieces = (piece.replace("{}", str(number)) for number in range(size // len(piece)))
        return before + "".join(pieces) + behind

    return page


def _shell(piece: str) -> Callable[[int], str]:
    return _repeated(piece, before="Prose.\n\n```bash\n", behind="\n```\n")


_FENCE = "\n\n```bash\nls\n```\n"
_INLINE = {
    "`": "`",
    "`a": "`a ",
    "[": "[",
    "![": "![",
    "[a](": "[a](",
    "[a](b 'c": "[a](b 'c ",
    "[[a": "[[a ",
    "*a _b": "*a _b ",
    "**a": "**a ",
    "a**b* c*": "a**b* c*",
    "<": "<",
    "<http:": "<http:a ",
    "\\": "\\",
    "&": "&",
    "sentences": "Run `a`. E.g. B ",
}
_BLOCKS = {
    "100,000 bullets": "- a\n",
    "bullets without text": "-\n\n",
    "bullets in bullets": "- a:\n  - b\n",
    "``` in lists": "- ```\n",
    "``` in numbered lists": "1. a\n   ```sh\n",
    "``` in quotes": "> ```\n\n",
    "~~~ and ````": "~~~\n````\n",
    "fences": "Run it.\n\n```bash\nls -l\n```\n\n",
    "comments unclosed": "<!-- a\n\n",
    "<div> unclosed": "<div>\n\n",
    "<div> in lists": "- <div>\n",
    "<![CDATA[ unclosed": "<![CDATA[\n",
    "heads of tables": "|a|b|\n|-|-|\n\n",
    "a long paragraph": "should be\n",
    "claims before fences that are none": "It prints `a`.\n\n```python\na\n```\n\n",
    "lazy quotes": "> a\nb\n",
    "definitions unclosed": "[a]: b 'c\n",
    "admonitions": "!!! note\n    a\n\n",
    "headings": "## 1. a\n\n",
    "options": "Option A: run\n\n```bash\nls\n```\n\nOption B: run\n\n```bash\nls\n```\n\n",
    "manual steps": "- Click `a`.\n",
    "literals of many steps": "```bash\naws x --profile a{}\n```\n\n",
}
_COMMANDS = {
    "commands": "ls\n",
    "literals": "aws x --profile a{}\n",
    "<a>": "<a> ",
    "{a}": "echo {a}\n",
    "...": "... ",
    "a pipeline": "a | ",
    "redirections": "ls > f\n",
    "( unclosed": "(",
    "$( unclosed": "$(",
    "quotes unclosed": '"a ',
    "if unclosed": "if x; then\n",
    "<< unclosed": "cat <<E\n",
}
PAGES: dict[str, Callable[[int], str]] = {
    **{f"prose: {name}": _repeated(piece, behind=_FENCE) for name, piece in _INLINE.items()},
    **{f"bullet: {name}": _repeated(piece, before="- ") for name, piece in _INLINE.items()},
    **{f"blocks: {name}": _repeated(piece) for name, piece in _BLOCKS.items()},
    "prose: one conclusion": _repeated("confirm ", before=_FENCE, behind="with `a`.\n"),
    "blocks: one fence": _repeated("a\n", before="Prose.\n\n```\n"),
    "blocks: one table": _repeated("|c|d|\n", before="|a|b|\n|-|-|\n"),
    "blocks: bullets on one line": _repeated("- "),
    "blocks: quotes on one line": _repeated("> "),
    **{f"shell: {name}": _shell(piece) for name, piece in _COMMANDS.items()},
}
