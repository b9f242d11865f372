from __future__ import annotations

import tomllib
from typing import Any

from botocore.session import get_session

from runner.aws.rules import DATA_FILE, load_rules

DATA: dict[str, Any] = tomllib.loads(DATA_FILE.read_text(encoding="utf-8"))


def test_every_rule_names_its_source() -> None:
    tables = [DATA[name] for name in ("tokens", "cache", "request", "regions")]
    tables += [*DATA["geographies"].values(), *DATA["models"], *DATA["texts"].values()]
    assert [table for table in tables if not table.get("source", "").startswith("[")] == []


def test_the_regions_are_those_that_botocore_knows() -> None:
    known = set(get_session().get_available_regions("bedrock"))
    assert set(load_rules().regions) == known
    for geography in load_rules().geographies.values():
        assert {*geography.regions, *geography.destinations} <= known
    for model in load_rules().models.values():
        assert set(model.on_demand) <= known


def test_every_geography_leads_to_at_most_five_regions() -> None:
    assert all(len(geography.destinations) <= 5 for geography in load_rules().geographies.values())


def test_a_models_life_runs_in_order_and_its_geographies_exist() -> None:
    for model in load_rules().models.values():
        assert set(model.geographies) <= set(load_rules().geographies)
        if model.end_of_life:
            assert model.legacy
            assert model.legacy < model.end_of_life


def test_the_body_limit_is_that_of_botocores_model() -> None:
    model = get_session().get_service_model("bedrock-runtime")
    assert load_rules().body_bytes == model.shape_for("Body").metadata["max"]
