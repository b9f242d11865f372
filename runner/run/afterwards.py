"""What becomes of steps that have finished: services that end, output that comes late. Starts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.results import LateOutput, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.model import PlannedStep
    from runner.results import StepResult
    from runner.run.masking import Mask
    from runner.run.services import Service
    from runner.run.session import Session

    Results = Mapping[str, StepResult]


class Background(Struct, kw_only=True):
    """What the steps of a run left running.

    Attributes:
        begun: For each try of a step: its id, its session, and what the session knows it by.
        services: The services that live, the first begun first.
    """

    begun: list[tuple[str, Session, int]] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    _ended: list[Service] = field(default_factory=list)

    def fallen(self, during: PlannedStep, results: Results, mask: Mask) -> Iterator[StepResult]:
        """Give the new results of services that ended while a step was carried out."""
        if not self.services:
            return
        from runner.run.services import how_it_ended

        for service in tuple(self.services):
            end = how_it_ended(service, during.text)
            if end is None:
                continue
            as_told, said = end
            self.services.remove(service)
            self._ended.append(service)
            result = with_output(results[service.step], service, mask)
            told = f"its command {said} during step {during.step.id}"
            if as_told:
                yield replace(result, notes=(*result.notes, told))
            else:
                yield replace(result, status=Status.FAILED, reason=f"{told}, before the page's end")

    def stop_services(self, *, patient: bool) -> dict[str, str]:
        """End the services, the last begun first; returns step id → how each ended."""
        if not self.services:
            return {}
        from runner.run.services import stop

        told = {}
        while self.services:
            service = self.services.pop()
            self._ended.append(service)
            told[service.step] = stop(service) if patient else stop(service, grace=0)
        return told

    def last_words(self, told: Mapping[str, str], results: Results, mask: Mask) -> Iterator[StepResult]:
        """Give the new results of steps of which more was printed; to be asked when all sessions are closed.

        Args:
            told: Step id → how its service was ended at the page's end.
            results: Step id → result.
            mask: Takes secrets out of a text.
        """
        services = {service.step: service for service in self._ended}
        tries: dict[str, list[tuple[Session, int]]] = {}
        for step, session, number in self.begun:
            tries.setdefault(step, []).append((session, number))
        for step, result in results.items():
            if step in services:
                ended = (f"{told[step]} at the end of the page",) if step in told else ()
                new = with_output(result, services[step], mask)
                new = replace(new, notes=(*new.notes, *ended))
                if new != result:
                    yield new
            else:
                late = _late(tries.get(step, ()), mask)
                if late is not None:
                    yield replace(result, late=late)


def _late(tries: Iterable[tuple[Session, int]], mask: Mask) -> LateOutput | None:
    """What the tries of a step printed after its end."""
    found = [session.late(number) for session, number in tries if session.is_late(number)]
    stdout, stderr = b"".join(late.stdout for late in found), b"".join(late.stderr for late in found)
    if not stdout and not stderr:
        return None
    return LateOutput(stdout=_shown(stdout, mask), stderr=_shown(stderr, mask))


def with_output(result: StepResult, service: Service, mask: Mask) -> StepResult:
    """The result of a service's step with all that it has printed so far."""
    printed = service.printed()
    return replace(
        result,
        stdout=_shown(printed.stdout, mask),
        stderr=_shown(printed.stderr, mask),
        truncated=printed.truncated,
    )


def _shown(data: bytes, mask: Mask) -> str:
    return mask.output(data.decode("utf-8", "replace"), cut=True)
