"""Case files: pages, and beside each what the layers make of it.

A file under `tests/cases/` holds cases of the form

    #### a sentence that says what the case shows
    #### page name.md
    ... the page ...
    #### steps
    ... what the layer gives for it ...

`pytest --rewrite` writes what was got in place of what was expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "cases"
MARK = "#### "
PARTS = ("outline", "steps", "plan", "findings", "settings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page and what each layer should make of it; `parts` maps a layer to its text."""

    file: Path
    name: str
    page_name: str
    page: str
    parts: dict[str, str]

    @property
    def id(self) -> str:
        return f"{self.file.stem}: {self.name}"


def load_cases() -> list[Case]:
    return [case for file in sorted(FOLDER.glob("*.case")) for case in _parse(file)]


def _parse(file: Path) -> list[Case]:
    cases: list[Case] = []
    header, lines, sections = "", list[str](), list[tuple[str, str]]()
    for line in [*file.read_text(encoding="utf-8").split("\n"), MARK + "end"]:
        if not line.startswith(MARK):
            lines.append(line)
            continue
        if header:
            sections.append((header, "\n".join(lines)))
        header, lines = line.removeprefix(MARK), []
    name, page_name, page, parts = "", "", "", dict[str, str]()
    for title, body in [*sections, ("", "")]:
        if title.startswith("page "):
            page_name, page = title.removeprefix("page ").strip(), body + "\n"
        elif title in PARTS:
            parts[title] = body.strip("\n")
        else:
            if name:
                cases.append(Case(file=file, name=name, page_name=page_name, page=page, parts=parts))
            name, parts = title, {}
    return cases


def hold(case: Case, part: str, got: str, *, rewrite: bool) -> None:
    """Compare what a layer gave with what the case expects, or write it there."""
    if rewrite and got.strip("\n") != case.parts[part]:
        _rewrite(case, part, got.strip("\n"))
        return
    assert got.strip("\n") == case.parts[part]


def _rewrite(case: Case, part: str, got: str) -> None:
    out, inside, skipping = [], False, False
    for line in case.file.read_text(encoding="utf-8").split("\n"):
        if line.startswith(MARK):
            title = line.removeprefix(MARK)
            if title == case.name:
                inside = True
            elif title not in PARTS and not title.startswith("page "):
                inside = False
            skipping = inside and title == part
            out.append(line)
            if skipping:
                out += [got, ""]
        elif not skipping:
            out.append(line)
    case.file.write_text("\n".join(out), encoding="utf-8")
