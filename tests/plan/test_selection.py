"""Which steps run, and why the others do not."""

from __future__ import annotations

import pytest

from runner.errors import UsageError
from runner.plan.plan import Request
from runner.plan.selection import Selection
from tests.pages import plan

PAGE = """
# T

## Procedure

Set:

```bash
export A=1
```

Show:

```bash
echo "$A"
```

(Alternative) Both at once:

```bash
A=1 sh -c 'echo $A'
```

(Optional) More:

```bash
echo more
```
"""


def skips(selection: Selection) -> list[str | None]:
    return [step.skip for step in plan(PAGE, Request(selection=selection)).steps]


def test_optional_and_alternative_steps_do_not_run_unless_asked_for() -> None:
    assert skips(Selection()) == [
        None,
        None,
        "an alternative to 1.1, 1.2; --choose 1.3 runs it instead",
        "optional; --include optional runs it",
    ]


def test_include_runs_them_as_well() -> None:
    assert skips(Selection(optional=True, alternative=True)) == [None] * 4


def test_choose_runs_an_alternative_in_place_of_the_commands_that_it_stands_for() -> None:
    reason = "step 1.3 was chosen in its place"
    assert skips(Selection(choose=("1.3",)))[:3] == [reason, reason, None]


def test_choose_of_a_step_that_is_no_alternative_is_refused() -> None:
    with pytest.raises(UsageError, match=r"step 1\.1 is no alternative; the page has 1\.3"):
        skips(Selection(choose=("1.1",)))


def test_step_runs_it_alone_be_it_optional() -> None:
    assert skips(Selection(only=("1.4",))) == ["not selected"] * 3 + [None]


def test_from_and_until_run_what_lies_between() -> None:
    assert [skip == "not selected" for skip in skips(Selection(first="1.2", last="1.2"))] == [
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    "selection", [Selection(only=("9.9",)), Selection(first="x"), Selection(choose=("2.1",))]
)
def test_a_step_that_is_not_on_the_page_is_refused(selection: Selection) -> None:
    with pytest.raises(UsageError, match="there is no step"):
        skips(selection)
