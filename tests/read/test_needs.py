"""The examples of the tables of needs and of programs are their tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from runner.model import Versions
from runner.read.inline import read_sentences
from runner.read.known_programs import find_known, how_to_install, known_programs, known_programs_table
from runner.read.needs import needs_table, read_needs, readings_by_form
from runner.read.versions import SAID, holds, normal, read_versions

if TYPE_CHECKING:
    from runner.read.inline import Sentence

FORMS: list[dict[str, Any]] = needs_table()["form"]
EXAMPLES = [(form["name"], text, words) for form in FORMS for text, words in form["example"]]
NEAR_MISSES = [(form["name"], text) for form in FORMS for text in form["near_misses"]]
PROGRAMS: list[dict[str, Any]] = known_programs_table()["program"]
PRINTS = [(row["programs"][0], printed, version) for row in PROGRAMS for printed, version in row["prints"]]


def sentence(text: str) -> Sentence:
    (found,) = read_sentences(text, line=1)
    return found


@pytest.mark.parametrize(("form", "text", "words"), EXAMPLES, ids=lambda item: str(item)[:60])
def test_an_example_is_read_by_its_form_alone(form: str, text: str, words: str) -> None:
    assert [(name, reading.words) for name, reading in readings_by_form(sentence(text))] == [(form, words)]


@pytest.mark.parametrize(("form", "text"), NEAR_MISSES, ids=lambda item: str(item)[:60])
def test_a_near_miss_is_not_read_by_its_form(form: str, text: str) -> None:
    for found in read_sentences(text, line=1):
        assert form not in {name for name, _ in readings_by_form(found)}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: str(form["name"]))
def test_a_form_has_two_examples_and_two_near_misses(form: dict[str, Any]) -> None:
    assert len(form["example"]) >= 2
    assert len(form["near_misses"]) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "Basic knowledge of Docker.",
        "Docker is not needed.",
        "A Docker Hub account.",
        "Python 3.8+ if you use the script.",
        "Node.js 18 on Windows.",
        "Optional tools: jq.",
        "Do you have jq?",
        "Install Docker first, then Podman.",
        "An SSH key for GitHub.",
        "Python developers.",
        "Go to the console.",
        "Make sure that the file is there.",
        "Time: 10 minutes.",
        "Access to the internet.",
        "A text editor such as vim or `nano`.",
        "kubectl access to a cluster.",
        "A Kubernetes cluster, version 1.28 or later.",
        "`password` — your own.",
        "Requirement | Value",
    ],
)
def test_a_sentence_with_words_left_over_is_left_to_the_person(text: str) -> None:
    assert read_needs(sentence(text)) is None


@pytest.mark.parametrize(("name", "printed", "version"), PRINTS, ids=lambda item: str(item)[:40])
def test_the_version_is_found_in_what_a_program_prints(name: str, printed: str, version: str) -> None:
    assert find_known(name).version_in(printed) == version


@pytest.mark.parametrize("row", PROGRAMS, ids=lambda row: str(row["programs"][0]))
def test_every_name_of_a_program_is_read(row: dict[str, Any]) -> None:
    for said in row["says"]:
        reading = read_needs(sentence(f"{said} is installed."))
        assert reading is not None
        assert [need.name for need in reading.needs] == [row["programs"][0]]
    assert row["prints"]


def test_the_tables_are_as_large_as_they_claim() -> None:
    assert len(PROGRAMS) >= 60
    assert sum(bool(how_to_install(row["programs"][0]) != "install it") for row in PROGRAMS) >= 60
    names = [name for row in PROGRAMS for name in dict.fromkeys((*row["programs"], *row["says"]))]
    assert len(names) == len(set(names)) == len(known_programs())


def test_how_to_install_names_the_package_of_each_system() -> None:
    told = "install it: apt-get install jq (Debian, Ubuntu), brew install jq (macOS), dnf install jq (Fedora)"
    assert how_to_install("jq") == told
    assert how_to_install("no-such-program") == "install it"


@pytest.mark.parametrize(
    ("said", "good", "bad"),
    [
        ("3.8+", ["3.8", "3.8.0", "3.10.1", "4"], ["3.7.9", "2.7.18", "3"]),
        (">= 1.2", ["1.2", "1.10"], ["1.1.9"]),
        ("v2", ["2.0.0", "2.15"], ["1.46.3"]),
        ("18 or later", ["18.0.0", "20"], ["17.9.9"]),
        ("version 1.6 or newer".removeprefix("version "), ["1.6", "1.7.1"], ["1.5"]),
        ("at least 3.9", ["3.9.0", "3.10"], ["3.8.18"]),
        ("between 3.9 and 3.12", ["3.9", "3.12.4"], ["3.8", "3.13"]),
        ("3.9-3.12", ["3.11"], ["3.13"]),
        (">= 1.5, < 2.0", ["1.5", "1.99"], ["2.0.0", "1.4"]),
        (">= 1.5 and <= 2.0", ["2.0.9"], ["2.1"]),
        ("< 2", ["1.9"], ["2.0"]),
        ("up to 3.12", ["3.12.9", "3.1"], ["3.13"]),
        ("exactly 3.13.3", ["3.13.3"], ["3.13.4", "3.13.2"]),
        ("2024.6+", ["2024.6.0", "2025.1.1"], ["2024.5.30"]),
    ],
)
def test_words_about_versions_take_the_right_ones_and_refuse_the_wrong_ones(
    said: str, good: list[str], bad: list[str]
) -> None:
    versions = read_versions(normal(said))
    assert [version for version in good if not holds(version, versions)] == []
    assert [version for version in bad if holds(version, versions)] == []


def test_a_version_without_a_number_is_kept_in_the_pages_words() -> None:
    assert read_versions("latest") == Versions(usual="latest")
    assert SAID
