"""The look over a built site: which secrets it finds, in whatever form, and what it leaves alone."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

import pytest

from runner.publish.audit import leaks, missing_blocks
from runner.publish.proven import Proven, content_digest
from runner.run.masking import make_mask

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "p4ss<&>\"w0rd's"
AROUND = '<!doctype html><html><head><title>{title}</title></head><body><nav>N</nav><article class="md-x">'


def found(site: Path) -> list[str]:
    """The files that are named; what is said of them never holds the secret."""
    told = list(leaks(site, make_mask({SECRET: "env:MY_TOKEN"})))
    assert not [text for text in told if SECRET in text]
    return [text.partition(": a secret (")[0] for text in told]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.html", f"{AROUND}<p>{escape(SECRET)}</p></article></body>", id="HTML"),
        pytest.param("a.html", f"{AROUND.format(title=escape(SECRET))}</article>", id="a title"),
        pytest.param("a.html", f"<p title='{escape(SECRET)}'>", id="HTML without an article"),
        pytest.param("a.html", f"{AROUND}{escape(SECRET).replace('&lt;', '&#60;')}</article>", id="numbers"),
        pytest.param("search/search_index.json", json.dumps({"docs": [{"text": SECRET}]}), id="search"),
        pytest.param(
            "search/search_index.json", json.dumps({"docs": [{"text": escape(SECRET)}]}), id="search of HTML"
        ),
        pytest.param("badges/a.svg", f"<svg><title>{escape(SECRET)}</title></svg>", id="SVG"),
        pytest.param("failures.atom", f"<feed><summary>{escape(SECRET)}</summary></feed>", id="Atom"),
        pytest.param("sitemap.xml", f"<loc>{escape(SECRET)}</loc>", id="XML"),
        pytest.param("results.json", json.dumps({"reason": SECRET}), id="JSON"),
        pytest.param("evidence/a.md.json", json.dumps({"1.1": escape(SECRET)}), id="what is drawn"),
        pytest.param("a.md", f"Use {SECRET}.", id="Markdown"),
        pytest.param("a.css", f"/* {SECRET} */", id="a style sheet"),
        pytest.param("notes.yml", f"a: {SECRET}", id="any other text"),
    ],
)
def test_a_secret_is_found_in(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    assert found(tmp_path) == [name]


def test_a_secret_that_nobody_named_is_known_by_its_shape(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<article><samp>AKIA" + "Q3EXAMPL7ABCDEF2</samp></article>")
    assert found(tmp_path) == ["a.html"]


@pytest.mark.parametrize(
    "text",
    [
        "***env:MY_TOKEN*** and ***aws-access-key***",
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "set MY_TOKEN to your token, as in export MY_TOKEN=...",
        "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        '<a href="https://example.org/login?next=%2Fhome">Password</a>',
    ],
)
def test_an_ordinary_page_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.html").write_text(f"{AROUND}<p>{text}</p></article>")
    (tmp_path / "a.json").write_text(json.dumps({"text": text}))
    assert found(tmp_path) == []


def test_a_picture_is_not_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + SECRET.encode())
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("uri", "folders", "file"),
    [
        ("a.md", True, "a/index.html"),
        ("a.md", False, "a.html"),
        ("deep/index.md", True, "deep/index.html"),
        ("deep/README.md", False, "deep/index.html"),
        ("index.md", True, "index.html"),
    ],
)
def test_results_are_counted_where_the_engine_puts_a_page(
    tmp_path: Path, uri: str, folders: bool, file: str
) -> None:
    assert list(missing_blocks(tmp_path, {uri: 1}, folders=folders)) == [
        f"{uri}: 1 results were written and 0 are in its HTML"
    ]
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text('<section class="rb-result rb-result--ran">')
    assert list(missing_blocks(tmp_path, {uri: 1}, folders=folders)) == []


def test_a_drawing_with_a_title_of_its_own_is_looked_over_whole(tmp_path: Path) -> None:
    drawn = f"<svg><title>the only run passed</title></svg><samp>{escape(SECRET)}</samp>"
    (tmp_path / "a.md.json").write_text(json.dumps({"run": drawn}))
    assert found(tmp_path) == ["a.md.json"]


def test_what_was_clean_is_searched_again_for_known_secrets(tmp_path: Path) -> None:
    site, kept = tmp_path / "site", tmp_path / "clean.json"
    site.mkdir()
    (site / "a.txt").write_text(f"Use {SECRET}.")
    (site / "b.txt").write_text("AKIA" + "Q3EXAMPL7ABCDEF2")
    proven = Proven(kept, "rules")
    assert [text[:5] for text in leaks(site, make_mask({}), proven)] == ["b.txt"]
    proven.keep()
    again = Proven(kept, "rules")
    assert again.has(content_digest((site / "a.txt").read_bytes()))
    assert [text[:5] for text in leaks(site, make_mask({SECRET: "env:A"}), again)] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("spoiled", ["", "[]", '{"rules": "rules"}', '{"rules": "others", "clean": []}'])
def test_what_was_kept_by_other_rules_or_is_spoiled_proves_nothing(tmp_path: Path, spoiled: str) -> None:
    kept = tmp_path / "clean.json"
    proven = Proven(kept, "rules")
    proven.add(content_digest(b"text"))
    proven.keep()
    assert Proven(kept, "rules").has(content_digest(b"text"))
    kept.write_text(spoiled)
    assert not Proven(kept, "rules").has(content_digest(b"text"))


def test_nothing_but_an_age_passes_for_an_age(tmp_path: Path) -> None:
    proven = Proven(tmp_path / "clean.json", "rules")
    proven.add(content_digest(b'<span class="rb-age" data-began="x">3 days</span>'))
    assert proven.has(content_digest(b'<span class="rb-age" data-began="x">less than a minute</span>'))
    assert not proven.has(content_digest(b'<span class="rb-age" data-began="x">another text</span>'))
