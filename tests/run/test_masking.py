"""What a mask hides: every spelling of a secret, however it is split. What it leaves: everything else."""

from __future__ import annotations

import base64
import json
import shlex
import textwrap
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.run import masking, views
from runner.run.cuts import without_cut_lines
from runner.run.masking import Mask, Masker, known_secrets, make_mask
from runner.run.shapes import _hinted, _table, find_shapes, rules, says_secret

SECRET = "p@ss w0rd/it's+ünd&more"
MARK = "***pw***"
KEY = "AKIAQWERTYUIOPASDFGH"
RED, PLAIN = "\x1b[1;31m", "\x1b[0m"
NAMES: dict[str, Any] = _table()["names"]


def mask_of(*secrets: str) -> Mask:
    return make_mask(dict.fromkeys(secrets, "pw"))


def base64_behind(offset: int, value: str = SECRET, behind: bytes = b"tail") -> str:
    return base64.b64encode(b"a" * offset + value.encode() + behind).decode()


SPELLINGS = {
    "raw": SECRET,
    "url": quote(SECRET, safe=""),
    "url, as browsers write it": "p%40ss%20w0rd%2Fit's%2B%C3%BCnd%26more",
    "url, small letters": "p%40ss%20w0rd%2fit%27s%2b%c3%bcnd%26more",
    "form": "p%40ss+w0rd%2Fit%27s%2B%C3%BCnd%26more",
    "json": json.dumps(SECRET)[1:-1],
    "json in json": json.dumps(json.dumps(SECRET))[1:-1],
    "shell": shlex.quote(SECRET),
    "html": "p@ss w0rd/it&#39;s+ünd&amp;more",
    "hex": SECRET.encode().hex(),
    "HEX": SECRET.encode().hex().upper(),
    "hex by bytes": SECRET.encode().hex(" "),
    "hex by lines": "\n".join(textwrap.wrap(SECRET.encode().hex(), 30)),
    "escapes": "".join(rf"\x{byte:02x}" for byte in SECRET.encode()),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64 for urls": base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    "in colours": f"p@ss {RED}w0rd/it's{PLAIN}+ünd&more",
    "struck over": "".join(f"{char}\b{char}" for char in SECRET),
    "with NULs": "\0".join(SECRET),
    "folded": "\n    ".join(textwrap.wrap(SECRET, 7)),
    "drawn anew": "p@ss w0\rrd/it's+ünd&more",
}


@pytest.mark.parametrize("shown", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_known_secret_is_hidden_in_every_spelling(shown: str) -> None:
    mask = mask_of(SECRET)
    masked = mask(f"before {shown} behind")
    # Quotes around it may stay, and of a text that is struck over the first stroke.
    assert set(masked.replace(MARK, "")) <= set("before behind 'p\b\\\"")
    assert mask.count == 1


@pytest.mark.parametrize("offset", [0, 1, 2])
@pytest.mark.parametrize("width", [0, 20, 76])
def test_base64_of_a_text_with_the_secret_in_it_is_hidden_wherever_it_begins(offset: int, width: int) -> None:
    value = "a-long-secret-of-some-characters-that-is-wrapped-by-tools-at-76-characters-a-line"
    encoded = base64_behind(offset, value)
    shown = "\n".join(textwrap.wrap(encoded, width)) if width else encoded
    masked = mask_of(value)(f"x {shown} y")
    assert MARK in masked
    decoded = base64.b64decode(base64_behind(offset, value)[:4] + "====")
    assert decoded
    assert not any(encoded[at : at + 8] in masked for at in range(4, len(encoded) - 16))


def test_a_text_around_a_secret_stays_to_the_byte() -> None:
    text = f"a\r\n\t{RED}b{PLAIN} {SECRET}\x00 c\x08\n"
    assert mask_of(SECRET)(text) == text.replace(SECRET, MARK)


def test_spellings_that_overlap_become_one_mark() -> None:
    mask = make_mask({"abcdefghij": "one", "fghijklmno": "two"})
    assert mask("<abcdefghijklmno>") == "<***one***>"


def test_a_shape_around_a_known_secret_is_hidden_whole() -> None:
    assert (
        make_mask({"hunter2": "db"})("postgres://me:x-hunter2-y@host")
        == "postgres://me:***url-password***@host"
    )


def test_a_key_that_a_colour_splits_is_hidden() -> None:
    assert mask_of()(f"{KEY[:9]}{RED}{KEY[9:]}{PLAIN}.") == f"***aws-access-key***{PLAIN}."


def test_marks_stay_marks_even_where_a_secret_is_a_word_of_them() -> None:
    mask = make_mask({"access-key": "word"})
    once = mask(f"{KEY} access-key")
    assert once == "***aws-access-key*** ***word***"
    assert mask(once) == once


def test_different_secrets_are_counted_once_each() -> None:
    mask = make_mask({"secret-one": "one", "secret-two": "two"})
    mask(f"secret-one {base64.b64encode(b'secret-one').decode()} {KEY} {KEY}")
    assert mask.count == 2


def test_a_secret_that_is_learned_is_hidden_from_then_on() -> None:
    mask = mask_of()
    assert mask("fetched-later") == "fetched-later"
    mask.learn({"fetched-later": "env:API_TOKEN"})
    assert mask("fetched-later") == "***env:API_TOKEN***"


@pytest.mark.parametrize("name", NAMES["secret"])
def test_a_name_says_that_its_value_is_secret(name: str) -> None:
    assert says_secret(name)
    assert known_secrets({name: "a-value-of-it"}, {}) == {"a-value-of-it": f"env:{name}"}
    assert known_secrets({}, {}, [(name, "a-value-of-it")]) == {"a-value-of-it": name}


@pytest.mark.parametrize("name", NAMES["public"])
def test_a_harmless_name_hides_nothing(name: str) -> None:
    assert not says_secret(name)


@given(st.lists(st.sampled_from([hint for rule in rules() for hint in rule.hints]) | st.text(max_size=3)))
@settings(deadline=None)
def test_every_rule_is_tried_whose_hint_stands_in_a_text(pieces: list[str]) -> None:
    low = "".join(pieces).lower()
    assert _hinted(low) == [rule for rule in rules() if any(hint in low for hint in rule.hints)]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.kind)
def test_a_rules_hint_stands_in_all_its_examples(rule: Any) -> None:
    row = next(row for row in _table()["rule"] if tuple(row["hints"]) == rule.hints and row["hides"])
    for text in row["hides"]:
        assert any(hint in text.lower() for hint in rule.hints)


@pytest.mark.parametrize("row", _table()["rule"], ids=lambda row: row["kind"])
def test_many_near_misses_are_searched_to_their_end(row: dict[str, Any]) -> None:
    mask = mask_of(SECRET)
    for text in (*row["hides"], *row["leaves"]):
        near = text[:-1]
        assert mask(near * max(1, 100_000 // len(near)))
    assert mask(row["hints"][0] + "A" * 200_000)


@pytest.mark.parametrize(
    "near",
    [
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----" + f"{'A' * 60}\n" * 300,
        "private key-----" + f"{'A' * 60}\n" * 5000,
        "eyJ" + "a" * 8000 + ".",
        "eyJaaaaaaaaa.",
        "://a:b",
        "password" + " " * 9,
        "\x1b[",
        "\x1b]" + "a" * 4000,
        "a\b",
        "\n",
        "p@ss w0rd/it's+",
    ],
)
def test_what_is_made_to_be_slow_is_searched_to_its_end(near: str) -> None:
    assert mask_of(SECRET)(near * max(1, 300_000 // len(near)))


# The middle of an output was left out.


def cut(head: str, tail: str) -> str:
    return f"{head}\n[... 4711 bytes left out ...]\n{tail}"


def test_a_secret_that_was_cut_in_half_shows_neither_half() -> None:
    text = cut(f"fine\n{KEY[:12]}", f"{KEY[12:]} more\nfine too")
    assert mask_of().output(text, cut=True) == cut("fine\n***cut***", "***cut***\nfine too")


def test_a_wrapped_secret_that_was_cut_shows_neither_half() -> None:
    lines = textwrap.wrap(base64.b64encode(b"s3cr3t" * 40).decode(), 76)
    text = cut("fine\n" + "\n".join(lines[:2]), "\n".join(lines[2:]) + "\nfine too\n")
    masked = mask_of("s3cr3t" * 40).output(text, cut=True)
    assert masked == cut("fine\n***cut***", "***cut***\nfine too\n")


def test_a_private_key_that_was_cut_shows_neither_half() -> None:
    line = "MIIEabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWX\n"
    begin, end = "-----BEGIN RSA PRIVATE KEY-----\n", "-----END RSA PRIVATE KEY-----\n"
    text = cut(f"fine\n{begin}{line * 3}{line[:9]}", f"{line[9:]}{line * 3}{end}fine too\n")
    masked = mask_of().output(text, cut=True)
    assert "MIIE" not in masked
    assert masked.startswith("fine\n")
    assert masked.endswith("fine too\n")


def test_a_cut_within_one_endless_line_costs_no_more_than_its_edges() -> None:
    text = cut("a" * 9000, "b" * 9000)
    assert without_cut_lines(text, ()) == cut("a" * 4904 + "***cut***", "***cut***" + "b" * 4904)


def test_an_output_that_only_looks_cut_stays() -> None:
    text = cut("a", "b")
    assert mask_of().output(text, cut=False) == text


# Any text.

VALUES = ["tr0ub4dor&3", "key/with+odd=ch'ars", "zweite Zeile ü"]
FILLER = st.text(st.sampled_from("ab 1\n\t=:/\x1b[m;.'\"é"), max_size=40)
SHOWN = st.sampled_from(
    [
        form
        for value in VALUES
        for form in (
            value,
            quote(value, safe=""),
            base64.b64encode(value.encode()).decode(),
            base64_behind(1, value),
            base64_behind(2, value),
            json.dumps(value),
            value.encode().hex(),
            f"{value[:4]}{RED}{value[4:]}",
            f"{value[:6]}\n{value[6:]}",
        )
    ]
    + [
        f" {KEY} ",
        "password: hunter2hunter2",
        "Authorization: Bearer abcdefghijklmnop\n",
        "https://me:hunter2@host/",
    ]
)
TEXTS = st.lists(st.one_of(FILLER, SHOWN), max_size=12).map("".join)


def texts_in(text: str) -> list[str]:
    return [text, views.plain(text).text, views.packed(text).text]


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_nothing_of_a_known_secret_is_left_in_any_text(text: str) -> None:
    masked = mask_of(*VALUES)(text)
    for value in VALUES:
        for seen in texts_in(masked):
            assert value not in seen
            assert value.encode().hex() not in seen
            assert quote(value, safe="") not in seen


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    mask = mask_of(*VALUES)
    once = mask(text)
    assert mask(once) == once


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_a_text_without_secrets_stays_as_it_is(text: str) -> None:
    assert mask_of(*VALUES)(text) == text


@given(TEXTS, st.lists(st.integers(0, 400), max_size=8), st.sampled_from([16, 50, 64, 1000]))
@settings(max_examples=300, deadline=None)
def test_the_pieces_in_which_a_text_comes_do_not_matter(text: str, places: list[int], block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masking, "_BLOCK", block)
        patch.setattr(masking, "_LEAST_REACH", 100)
        mask = mask_of(*VALUES)
        masker = Masker(mask)
        bounds = sorted({0, len(text), *(min(place, len(text)) for place in places)})
        pieces = [text[start:end] for start, end in pairwise(bounds)]
        given_back = "".join([*map(masker.feed, pieces), masker.close()])
        assert given_back == mask(text)
        for value in VALUES:
            assert all(value not in seen for seen in texts_in(given_back))


def test_a_secret_is_hidden_wherever_it_lies_to_the_edges_of_the_blocks() -> None:
    mask = mask_of("s3cr3t-of-a-page")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masking, "_BLOCK", 5000)
        for before in range(4980, 5003):
            text = "-" * before + "s3cr3t-of-a-page" + "." * 50_000
            assert mask(text) == text.replace("s3cr3t-of-a-page", MARK)


def test_a_token_longer_than_any_block_is_hidden_to_its_end() -> None:
    text = f"session_token={'A' * 400_000} end"
    assert mask_of()(text) == "session_token=***aws-session-token*** end"


def test_a_stream_is_held_in_bounded_memory() -> None:
    masker = Masker(mask_of(SECRET))
    held = 0
    for _ in range(400):
        masker.feed("a line of a log that never ends\n" * 200)
        held = max(held, masker._size)
    assert held <= 2 * masking._BLOCK + masking._LEAST_REACH + masking._LOOK_BACK


def test_a_shape_has_a_place_and_a_kind() -> None:
    (found,) = find_shapes(f"x {KEY} y")
    assert (found.start, found.end, found.kind, found.value) == (2, 22, "aws-access-key", KEY)


def test_a_shape_does_not_take_away_the_escape_that_hides_a_known_secret() -> None:
    masked = mask_of("zweite Zeile ü")("\x1bpassword: hunter2hunter2\x1b'zwei\x1b[1;31mte Zeile ü")
    assert "hunter2" not in masked
    assert all("zweite Zeile ü" not in seen for seen in texts_in(masked))
