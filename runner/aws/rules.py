"""What is known of the service, read from `bedrock.toml`.

Nothing here decides about a request; a rule without a source is an error of the data file.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from runner.aws.faults import ServiceError, invalid

DATA_FILE = Path(__file__).with_name("bedrock.toml")


class Lifecycle(StrEnum):
    """Where a model version stands on a given day."""

    ACTIVE = "ACTIVE"
    LEGACY = "LEGACY"
    ENDED = "ENDED"


class Geography(Struct, frozen=True, kw_only=True):
    """The prefix of an inference profile: who may call it and where it leads; empty means everywhere."""

    regions: tuple[str, ...]
    destinations: tuple[str, ...]


class Model(Struct, frozen=True, kw_only=True):
    """A version of a Claude model.

    Attributes:
        id: The foundation model's id on Bedrock.
        name: Anthropic's name for it.
        on_demand: The regions that take the bare id.
        minimum_tokens: The shortest prefix that is cached, None where the model does not cache.
    """

    id: str
    name: str
    title: str
    geographies: tuple[str, ...]
    on_demand: tuple[str, ...] = ()
    minimum_tokens: int | None = None
    legacy: date | None = None
    end_of_life: date | None = None

    def lifecycle(self, now: datetime) -> Lifecycle:
        """Return where the model stands at `now`."""
        today = now.date()
        if self.end_of_life and today >= self.end_of_life:
            return Lifecycle.ENDED
        return Lifecycle.LEGACY if self.legacy and today >= self.legacy else Lifecycle.ACTIVE


class Rules(Struct, frozen=True, kw_only=True):
    """Everything in the data file but the sources.

    Attributes:
        body_bytes: The largest body that is taken.
        look_back: Blocks before a mark in which an earlier mark's prefix is still found.
        texts: The service's messages by their name in the data file.
        judge: The id of the model that reads for the judge.
        invoke_reply: The members of InvokeModel's reply, nested as in it.
    """

    account: str
    reply: str
    characters_per_token: float
    image_tokens: int
    marks: int
    look_back: int
    ttl: dict[str, timedelta]
    version: str
    body_bytes: int
    regions: tuple[str, ...]
    geographies: dict[str, Geography]
    models: dict[str, Model]
    texts: dict[str, str]
    judge: str
    invoke_reply: dict[str, Any]

    def serves(self, geography: str, region: str) -> bool:
        """Return whether profiles of `geography` exist in `region`."""
        return region in (self.geographies[geography].regions or self.regions)

    def refusal(self, text: str, **parts: object) -> ServiceError:
        """Return a ValidationException with a text of the service, filled in."""
        return invalid(self.texts[text].format(**parts))


@cache
def load_rules() -> Rules:
    """Read the data file that ships with the stand-in."""
    with DATA_FILE.open("rb") as file:
        data = tomllib.load(file)
    return Rules(
        account=data["account"],
        reply=data["reply"],
        characters_per_token=data["tokens"]["characters_per_token"],
        image_tokens=data["tokens"]["image"],
        marks=data["cache"]["marks"],
        look_back=data["cache"]["look_back"],
        ttl={name: timedelta(seconds=seconds) for name, seconds in data["cache"]["ttl_seconds"].items()},
        version=data["request"]["version"],
        body_bytes=data["request"]["body_bytes"],
        regions=tuple(data["regions"]["names"]),
        geographies={name: _geography(row) for name, row in data["geographies"].items()},
        models={row["id"]: _model(row) for row in data["models"]},
        texts={name: row["text"] for name, row in data["texts"].items()},
        judge=data["judge"]["model"],
        invoke_reply=data["invoke_reply"]["form"],
    )


def _geography(row: dict[str, Any]) -> Geography:
    return Geography(regions=tuple(row["regions"]), destinations=tuple(row["destinations"]))


def _model(row: dict[str, Any]) -> Model:
    return Model(
        id=row["id"],
        name=row["name"],
        title=row["title"],
        geographies=tuple(row["geographies"]),
        on_demand=tuple(row.get("on_demand", ())),
        minimum_tokens=row.get("minimum_tokens"),
        legacy=row.get("legacy"),
        end_of_life=row.get("end_of_life"),
    )
