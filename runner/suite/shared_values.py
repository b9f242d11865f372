"""What is asked of many pages at once: values, and a folder. Runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.api.preparing import prepare
from runner.errors import RunbookError, UsageError
from runner.nearest import nearest_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.api.options import Options


def for_many(pages: Sequence[str], options: Options) -> Options:
    """Give the options under which each page takes the values that it has a variable for.

    Raises:
        UsageError: A value of `--var` is for no variable of any page.
    """
    if not options.variables:
        return options
    _refuse_unknown(pages, options)
    return replace(options, variables={}, shorthands={**options.shorthands, **options.variables})


def _refuse_unknown(pages: Sequence[str], options: Options) -> None:
    """Read pages until every name is found; most are on the first one."""
    unknown, met = set(options.variables), set[str]()
    for page in pages:
        names = _variables(page, options)
        met |= names
        unknown -= {name for name in unknown if any(_means(name, other) for other in names)}
        if not unknown:
            return
    for name in sorted(unknown):
        near = nearest_name(name, met)
        cure = f"did you mean `{near}`?" if near else f"the pages have: {', '.join(sorted(met)) or 'none'}"
        raise UsageError(f"--var {name}: no page has a variable of this name; {cure}")


def _means(name: str, variable: str) -> bool:
    """Whether a name is a variable's, or what several of a page begin with, as `region` of `region@2.1`."""
    return variable == name or variable.startswith(f"{name}@")


def _variables(page: str, options: Options) -> set[str]:
    try:
        plan = prepare([page], replace(options, variables={}, shorthands={}))[0].plan
    except RunbookError:
        return set()  # told when the page's turn comes
    return {item.name for item in plan.variables}


def refuse_shared_folder(pages: Sequence[str], options: Options, jobs: int) -> None:
    """Refuse to run pages side by side in one folder, where each would meet what the others write.

    Raises:
        UsageError: They would.
    """
    if options.workdir and jobs > 1 and len(pages) > 1:
        cure = "add -j 1, or give each page its own by the setting `workdir`"
        raise UsageError(
            f"--workdir {options.workdir}: {len(pages)} pages would run in it side by side; {cure}"
        )
