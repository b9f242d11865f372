"""The look over a built site: which secrets it finds, in whatever form, and what it leaves alone."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

import pytest

from runner.publish.audit import leaks, missing_blocks
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
