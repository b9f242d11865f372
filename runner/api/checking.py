"""The faults of pages. Plans and runs nothing of them."""

from __future__ import annotations

import os
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from runner.api.aws_commands import find_aws_faults
from runner.api.hidden import hide_in_errors
from runner.api.pages import find_pages
from runner.config import find_config
from runner.plan.coherence import find_incoherence
from runner.plan.commands import find_risky_commands
from runner.plan.instructions import find_told_otherwise
from runner.plan.strength import find_weak_claims
from runner.plan.unread import find_unread_files
from runner.plan.value_types import find_odd_values
from runner.read.advice_faults import find_advice_faults
from runner.read.faults import find_faults
from runner.read.missing_links import find_missing_links
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import read_source
from runner.run.masked import masked
from runner.run.masking import make_mask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner.outline import Finding


def check_pages(named: Sequence[str]) -> list[Finding]:
    """Find the faults of pages, in page order; nothing of them is run.

    Args:
        named: Files, folders and globs; without any, the configuration's.

    Raises:
        UsageError: There is no page there.
        PageError: A page cannot be read at all.
    """
    config = find_config(Path.cwd())
    paths = named if _are_pages(named) else find_pages(named, config)
    mask = make_mask(hide_in_errors(os.environ, {}))
    # A page that runs before others is read with each of them.
    found = dict.fromkeys(finding for path in paths for finding in _check(path, config.lift))
    return [masked(finding, mask) for finding in found]


def _are_pages(named: Sequence[str]) -> bool:
    """Whether each is one page, so that one that is missing is told by whoever reads it."""
    return bool(named) and not any(Path(name).is_dir() or has_magic(name) for name in named)


def _check(path: str, lift: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    source = read_source(path)
    outline = read_outline(source)
    procedure = procedure_of(outline)
    findings = [
        *procedure.findings,
        *find_faults(outline, procedure),
        *find_advice_faults(procedure),
        *find_missing_links(outline, source.lines()),
        *find_risky_commands(procedure),
        *find_unread_files(procedure),
        *find_told_otherwise(procedure),
        *find_odd_values(procedure, lift),
        *find_incoherence(procedure, lift),
        *find_weak_claims(procedure),
        *find_aws_faults(procedure),
    ]
    return sorted(findings, key=lambda finding: finding.location.line)
