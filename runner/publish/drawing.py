"""Evidence to HTML, feed, badges and configuration, by templates that escape what they are given.

The only module of the room that knows the template engine; it reads its templates and no page.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.publish.ansi import output_as_html
from runner.publish.evidence import State, count_states
from runner.publish.marks import FRONT, HEADER, has_header, shown_steps, stands_on
from runner.publish.place import address
from runner.publish.same_titles import places_of
from runner.publish.words import (
    HOSTS,
    WORDS,
    age_in_words,
    duration_in_words,
    effects_in_words,
    moment_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, timedelta

    from jinja2 import Environment

    from runner.publish.evidence import PageEvidence
    from runner.publish.site import SitePage


_TEMPLATES = Path(__file__).with_name("templates")


class SiteHead(Struct, frozen=True, kw_only=True):
    """What is said of the site as a whole.

    Attributes:
        url: Where it will be served, with a slash at its end; empty where that is not known.
        stale_after: The age from which a page that passed is no longer believed.
        folders: Whether each page's address is a folder.
        signs: Whether pages are written with their state, for an engine to show in the navigation.
    """

    name: str
    built_at: datetime
    stale_after: timedelta
    url: str = ""
    folders: bool = True
    signs: bool = False


def draw_page(
    evidence: PageEvidence, linked: Iterable[SitePage] = (), *, folders: bool = True
) -> dict[str, str]:
    """Give what is drawn on a page: from each mark's name to its HTML.

    Args:
        evidence: The page's.
        linked: The pages that link to it, where its text does not list them.
        folders: Whether each page's address is a folder.
    """
    environment = _environment()
    step = _macro(environment, "step.html", "step")
    top = _way_up(evidence.page.uri, folders=folders)
    links = [(page.title, f"{top}{address(page.uri, folders=folders)}") for page in linked]
    drawn = {}
    if has_header(evidence, links):
        drawn[HEADER] = environment.get_template("run.html").render(evidence=evidence, links=links)
    for item in shown_steps(evidence):
        drawn[item.step.id] = str(step(item, evidence))
    return drawn


def draw_front(head: SiteHead, pages: Sequence[PageEvidence], uri: str) -> dict[str, str]:
    """Give what is drawn on the front page at a uri: every page, the one that needs a person first."""
    template = _environment().get_template("front.html")
    top = _way_up(uri, folders=head.folders)
    values = {"pages": in_order(pages), "counts": count_states(pages), "places": places_of(pages)}
    return {FRONT: template.render(head=head, top=top, **values)}


def in_order(pages: Iterable[PageEvidence]) -> list[PageEvidence]:
    """Sort pages by what they need of a person, then by title."""
    order = list(State)
    return sorted(pages, key=lambda page: (order.index(page.state), page.page.title.casefold()))


def draw_feed(head: SiteHead, pages: Sequence[PageEvidence]) -> str:
    """Give the Atom feed of the pages that failed, the last run first."""
    return _environment().get_template("failures.atom").render(head=head, pages=pages)


def draw_badge(label: str, state: str) -> str:
    """Give a badge as SVG: a word in a colour, with its meaning for those who cannot see it."""
    return _environment().get_template("badge.svg").render(label=label, state=state)


def draw_configuration(**values: Any) -> str:  # noqa: ANN401 - a template's own values
    """Give the `mkdocs.yml` of a site."""
    return _environment().get_template("mkdocs.yml").render(**values)


def without_tags(text: object) -> str:
    """Give a text of HTML without its tags, as HTML: jinja2's own `striptags` leaves it unescaped."""
    from markupsafe import Markup
    from markupsafe import escape as escaped

    return escaped(Markup(text).striptags())  # noqa: S704 - only to take its tags


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        # A template does not change while it is drawn with.
        auto_reload=False,
    )
    environment.globals.update(words=WORDS, hosts=HOSTS, address=address)
    environment.tests["shown_on"] = lambda step, page: stands_on(page, step)
    environment.filters.update(
        spans=lambda text: Markup(_with_spans(text)),  # noqa: S704 - `_with_spans` escapes
        ansi=lambda text: Markup(output_as_html(text)),  # noqa: S704 - it escapes
        titled=lambda text: text.replace("<", "&lt;"),  # themes print titles as HTML
        anchor=lambda step_id: f"rb-step-{step_id.replace('.', '-')}",
        spent=duration_in_words,
        told=effects_in_words,
        moment=moment_in_words,
        age=age_in_words,
    )
    # There are few of these, and every page shows them many times.
    for name in ("icon", "badge"):
        environment.filters[name] = cache(_macro(environment, "parts.html", name))
    return environment


def _macro(environment: Environment, template: str, name: str) -> Callable[..., str]:
    macro: Callable[..., str] = getattr(environment.get_template(template).module, name)
    return macro


def _with_spans(text: str) -> str:
    """A sentence of ours as HTML: what stands between backticks is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return "".join(
        f"<code>{escape(part)}</code>" if at % 2 else escape(part) for at, part in enumerate(parts)
    )


def _way_up(uri: str, *, folders: bool) -> str:
    """The way from a page's address to the top of the site."""
    return "../" * address(uri, folders=folders).count("/")
