"""What was found of one thing that a precondition asks for. Looks nothing up."""

from __future__ import annotations

from msgspec import Struct

from runner.results import PreconditionStatus


class Found(Struct, frozen=True, kw_only=True):
    """What was found, and in `detail` what a person should know of it."""

    status: PreconditionStatus
    detail: str = ""


def met(detail: str = "") -> Found:
    """It is there."""
    return Found(status=PreconditionStatus.MET, detail=detail)


def not_met(detail: str) -> Found:
    """It is surely not there."""
    return Found(status=PreconditionStatus.NOT_MET, detail=detail)


def not_checked(detail: str = "") -> Found:
    """Nobody can tell from here."""
    return Found(status=PreconditionStatus.NOT_CHECKED, detail=detail)


def all_of(found: list[Found]) -> Found:
    """What is found of several things that are all needed."""
    return _joined(found, first=PreconditionStatus.NOT_MET, last=PreconditionStatus.MET)


def any_of(found: list[Found]) -> Found:
    """What is found of several things of which one is enough."""
    return _joined(found, first=PreconditionStatus.MET, last=PreconditionStatus.NOT_MET)


def _joined(found: list[Found], *, first: PreconditionStatus, last: PreconditionStatus) -> Found:
    """The status that decides if one has it, else the one that decides if all have it, else not checked."""
    statuses = {item.status for item in found}
    if first in statuses:
        telling = [item for item in found if item.status is first]
        return Found(status=first, detail=_details(telling))
    status = last if statuses == {last} else PreconditionStatus.NOT_CHECKED
    return Found(status=status, detail=_details(found))


def _details(found: list[Found]) -> str:
    return "; ".join(dict.fromkeys(item.detail for item in found if item.detail))
