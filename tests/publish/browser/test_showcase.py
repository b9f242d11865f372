"""The published site as a reader meets it: by eye, by keyboard, by screen reader, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.publish import needs
from tests.publish.showcase import ONLY_PRINTED, PRINTED_BY_LS, STATES, STEPS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.publish.browser.conftest import Visitor

pytestmark = pytest.mark.shell

PAGES = ("", "works/", "breaks/", "changed/")
_AXE = """() => axe.run({include: [["[class^=rb-]"]]}, {resultTypes: ["violations"]}).then((found) =>
    found.violations.flatMap(
        (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target}: ${node.html}`)))"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_our_elements(
    visitor: Visitor, site: str, path: str, scheme: str, width: int
) -> None:
    shown = visitor.open(site + path, scheme=scheme, width=width)
    shown.add_script_tag(content=needs.axe())
    shown.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert shown.evaluate(_AXE) == []


@pytest.mark.parametrize("path", ["", "long/", *(f"{name}/" for name in STATES)])
def test_no_page_is_wider_than_a_small_screen(visitor: Visitor, site: str, path: str) -> None:
    shown = visitor.open(site + path, width=390)
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("name", "word"), STATES.items())
def test_a_page_says_its_state_first(visitor: Visitor, site: str, name: str, word: str) -> None:
    shown = visitor.open(f"{site}{name}/")
    assert shown.locator(".rb-run__verdict strong").inner_text() == word


def test_each_part_of_the_strip_leads_to_its_result(visitor: Visitor, site: str) -> None:
    shown = visitor.open(f"{site}long/")
    links = shown.locator(".rb-strip a")
    assert links.count() == STEPS
    for number in (0, STEPS // 2, STEPS - 1):
        link = links.nth(number)
        target = link.get_attribute("href")
        link.click()
        result = shown.locator(str(target))
        expect(result).to_be_in_viewport()
        assert result.bounding_box()["y"] > shown.locator(".md-header").bounding_box()["height"]  # type: ignore[index]
        assert result.locator("details.rb-output").first.evaluate("each => each.open")


def test_every_link_of_the_strips_has_a_result(visitor: Visitor, site: str) -> None:
    for name in STATES:
        shown = visitor.open(f"{site}{name}/")
        lost = shown.evaluate(
            "[...document.querySelectorAll('.rb-run a[href^=\"#\"]')].map((each) => each.hash)"
            ".filter((hash) => !document.querySelector(hash))"
        )
        assert lost == []


def search(shown: Page, words: str) -> list[str]:
    said = shown.locator(".md-search-result__meta")
    shown.get_by_role("textbox", name="Search").click()
    expect(said).to_contain_text("Type to start", timeout=20_000)
    shown.keyboard.type(words)
    expect(said).to_contain_text("matching document", timeout=20_000)
    return shown.locator(".md-search-result__item h1").all_inner_texts()


def test_the_search_finds_a_page_by_its_title_and_not_by_what_it_printed(visitor: Visitor, site: str) -> None:
    assert search(visitor.open(site), "Greet a region")[0] == "Greet a region"
    assert search(visitor.open(site), PRINTED_BY_LS) == []


def test_the_index_of_the_search_holds_nothing_of_the_results(showcase: Path) -> None:
    import json

    found = json.loads((showcase / "search/search_index.json").read_text())
    text = "\n".join(item["title"] + item["text"] for item in found["docs"])
    assert text.count(ONLY_PRINTED) == 1  # the author's own block
    assert "The command as it was run" not in text
    assert "advice" not in text
    assert text.count("mkdir -p") == 1  # the author's own advice
    assert "before this site was built" not in text


def test_without_javascript_everything_is_there(visitor: Visitor, site: str) -> None:
    front = visitor.open(site, javascript=False)
    assert front.locator(".rb-front tbody tr").count() == len(STATES) + 1
    assert front.locator(".rb-filter").count() == 0
    shown = visitor.open(f"{site}works/", javascript=False)
    output = shown.locator("#rb-step-1-1 details.rb-output")
    assert not output.locator("samp").is_visible()
    output.locator("summary").click()
    assert output.locator("samp").is_visible()


def titles(shown: Page) -> list[str]:
    return shown.locator(".rb-front tbody tr:visible th").all_inner_texts()


def tab_to(shown: Page, css: str) -> None:
    for _ in range(60):
        shown.keyboard.press("Tab")
        if shown.evaluate("css => document.activeElement.matches(css)", css):
            return
    pytest.fail(f"{css} is not reached by Tab")


def test_the_table_is_filtered_and_sorted_by_keyboard(visitor: Visitor, site: str) -> None:
    shown = visitor.open(site)
    before = titles(shown)
    tab_to(shown, ".rb-filter input")
    shown.keyboard.type("find")
    assert titles(shown) == ["Find a place"]
    assert shown.get_by_role("status").filter(has_text="1 of 7 pages").count() == 1
    for _ in range(4):
        shown.keyboard.press("Backspace")
    assert titles(shown) == before
    tab_to(shown, ".rb-sort")
    shown.keyboard.press("Enter")
    assert titles(shown) == sorted(before)
    assert shown.locator("th[aria-sort=ascending]").inner_text() == "Page"
    shown.keyboard.press("Enter")
    assert titles(shown) == sorted(before, reverse=True)
    shown.get_by_label("State", exact=True).select_option("blocked")
    assert titles(shown) == ["Wait for a program"]


def test_an_output_is_opened_by_keyboard(visitor: Visitor, site: str) -> None:
    shown = visitor.open(f"{site}works/#rb-step-2-2")
    output = shown.locator("#rb-step-2-1 details.rb-more, #rb-step-1-1 details.rb-output").first
    output.locator("summary").focus()
    shown.keyboard.press("Enter")
    assert output.evaluate("each => each.open")


def test_on_paper_every_output_is_unfolded_and_no_control_is_left(visitor: Visitor, site: str) -> None:
    shown = visitor.open(f"{site}works/")
    shown.emulate_media(media="print")
    for output in shown.locator("details.rb-output").all():
        box = output.locator("samp").bounding_box()
        assert box is not None
        assert box["height"] > 0
    front = visitor.open(site)
    front.emulate_media(media="print")
    assert not front.locator(".rb-filter").is_visible()


def test_what_failed_is_open_with_the_advice_that_fits(visitor: Visitor, site: str) -> None:
    shown = visitor.open(f"{site}breaks/")
    step = shown.locator(".rb-result--failed")
    assert step.get_by_text("No such file or directory").first.is_visible()
    assert "mkdir -p" in step.locator(".rb-advice").inner_text()


def test_the_navigation_tells_each_state(visitor: Visitor, site: str) -> None:
    shown = visitor.open(site)
    signs = shown.locator(".md-nav--primary .md-status")
    names = {sign.get_attribute("class").split("--")[-1] for sign in signs.all()}  # type: ignore[union-attr]
    assert names == {"passed", "failed", "blocked", "unverified", "stale", "not-run"}
    assert "not what the page says" in str(
        shown.locator(".md-nav--primary .md-status--failed").first.get_attribute("title")
    )


def test_no_id_of_a_step_is_broken_in_the_strip(visitor: Visitor, site: str) -> None:
    shown = visitor.open(f"{site}long/", width=390)
    heights = [link.bounding_box()["height"] for link in shown.locator(".rb-strip a").all()]  # type: ignore[index]
    assert len(set(heights)) == 1


def test_a_check_in_a_list_stands_where_the_step_stands(visitor: Visitor, site: str) -> None:
    shown = visitor.open(f"{site}works/")
    step = shown.locator("li .rb-result").first
    left = [step.locator(css).first.bounding_box()["x"] for css in (".rb-badge", ".rb-check")]  # type: ignore[index]
    assert left[0] == left[1]
