"""What a step's digest tells of it, and what it does not."""

from __future__ import annotations

import pytest

from runner.read.procedure import read_procedure
from runner.read.source import Source

PAGE = """# P

## Steps

Show it.

```bash
echo one
```

The output contains `one`.

```bash
echo two
```
"""


def digests(text: str) -> dict[str, str]:
    steps = read_procedure(Source(path="page.md", text=text, sha256="0")).steps
    return {step.id: step.sha256 for step in steps}


def test_a_step_that_moves_keeps_its_digest() -> None:
    moved = digests(PAGE.replace("## Steps\n", "Some more prose.\n\n## Steps\n\nAnd here.\n"))
    assert moved == digests(PAGE)
    assert len(set(moved.values())) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("echo one", "echo  one"),
        ("contains `one`", "contains `on`"),
        ("```bash\necho one", "```bash {exit=3}\necho one"),
        ("```bash\necho one", "```sh\necho one"),
    ],
)
def test_a_step_whose_block_or_claims_are_edited_has_another(old: str, new: str) -> None:
    before, after = digests(PAGE), digests(PAGE.replace(old, new))
    assert before["1.1"] != after["1.1"]
    assert before["1.2"] == after["1.2"]
