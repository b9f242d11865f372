"""The MkDocs plugin `runbook`: the results of pages in a site that somebody has already. Runs no page."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel

from runner.ages import read_age
from runner.api.site_pages import outside_pages, page_evidence, site_page
from runner.api.surroundings import project_root
from runner.config import find_config
from runner.errors import RunbookError
from runner.publish.annotating import annotated, front_page, side_files
from runner.publish.assets import asset_files
from runner.publish.audit import leaks, missing_blocks
from runner.publish.drawing import SiteHead
from runner.publish.evidence import Moment
from runner.publish.fence import draw_mark
from runner.publish.site_links import links_of
from runner.publish.words import WORDS
from runner.run.masking import known_secrets, make_mask
from runner.store.history import open_history
from runner.store.place import places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from runner.publish.annotating import Annotated
    from runner.publish.evidence import PageEvidence

_TITLE = "State of the pages"  # The site has a front page and a name of its own.
_log = get_plugin_logger("runbook")


class RunbookConfig(base.Config):  # type: ignore[no-untyped-call]
    """What `mkdocs.yml` may say; `stale` is an age such as `30d`, `pages` lies outside the docs folder."""

    front = option.Type(str, default="state.md")
    stale = option.Type(str, default="30d")
    pages = option.Type(list, default=[])


class RunbookPlugin(BasePlugin[RunbookConfig]):  # type: ignore[no-untyped-call]
    """Puts results into the pages of a site that have recorded runs, and a page that lists them."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Name the fence, the style sheet and the script, and watch for new runs."""
        self._root = project_root(find_config(Path(config.config_file_path).resolve().parent))
        self._drawn: dict[str, Mapping[str, str]] = {}
        self._pages: dict[str, Annotated] = {}
        config.watch.append(str(self._root / ".runbook" / "runs"))
        if "pymdownx.superfences" not in config.markdown_extensions:
            config.markdown_extensions.append("pymdownx.superfences")
        fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
        fences.append({"name": "runbook", "class": "runbook", "format": self._draw})
        config.extra_css = [*(uri for uri in asset_files() if uri.endswith(".css")), *config.extra_css]
        config.extra_javascript += [uri for uri in asset_files() if uri.endswith(".js")]
        config.extra.setdefault(
            "status", {name: word.meaning for name, word in WORDS.items() if word.meaning}
        )
        return config

    def _draw(self, source: str, *_: Any, **__: Any) -> str:  # noqa: ANN401 - superfences' own
        return draw_mark(source, lambda uri, _: self._drawn[uri])

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Hold the pages against their runs, and add what the site did not have."""
        try:
            self._take_in(files, config)
            evidence = self._evidence(files)
        except RunbookError as error:
            raise PluginError(str(error)) from None
        links = links_of([item.page for item in evidence])
        self._pages = {item.page.uri: annotated(item, links) for item in evidence}
        self._drawn = {uri: page.drawn for uri, page in self._pages.items()}
        self._states = {item.page.uri: item.state.value for item in evidence}
        head = SiteHead(
            name=config.site_name,
            url=config.site_url or "",
            built_at=datetime.now(UTC),
            stale_after=read_age(self.config.stale),
        )
        titled = replace(head, name=_TITLE)
        text, self._drawn[self.config.front] = front_page(titled, evidence, self.config.front)
        for uri, content in side_files(head, evidence).items():
            files.append(File.generated(config, uri, content=content))
        for uri, path in asset_files().items():
            files.append(File.generated(config, uri, abs_src_path=str(path)))
        if self.config.front not in files.src_uris:  # a page of the author's own wins
            file = File.generated(config, self.config.front, content=text)
            file.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(file)
        return files

    def _take_in(self, files: Files, config: MkDocsConfig) -> None:
        self._outside = outside_pages(self.config.pages, self._root)
        for uri, path in self._outside.items():
            files.append(File.generated(config, uri, abs_src_path=path))
            config.watch.append(path)

    def _evidence(self, files: Files) -> list[PageEvidence]:
        moment = Moment(now=datetime.now(UTC), stale_after=read_age(self.config.stale))
        with open_history(places(self._root, os.environ)) as history:
            recorded = {
                file.src_uri: path
                for file in files.documentation_pages()
                if (path := file.abs_src_path)
                and (file.src_uri in self._outside or history.runs(path, limit=1))
            }
            return [page_evidence(site_page(path, uri), history, moment) for uri, path in recorded.items()]

    def on_page_read_source(self, *, page: Page, **_: Any) -> str | None:  # noqa: ANN401 - MkDocs' own
        """Give a page's text with the marks of its results, before any other plugin changes its lines."""
        shown = self._pages.get(page.file.src_uri)
        return shown.text.text if shown else None

    @event_priority(-50)
    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Give the page's state to the navigation, and say what its text links to in vain."""
        if page.file.src_uri in self._states:
            page.meta.setdefault("status", self._states[page.file.src_uri])
            for finding in self._pages[page.file.src_uri].text.findings:
                _log.warning("%s", finding)
        return markdown

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Look the site over: each result is in it, and no secret.

        Raises:
            PluginError: A result is missing, or a secret is shown.
        """
        site, mask = Path(config.site_dir), make_mask(known_secrets(os.environ, {}), authored=True)
        expected = {uri: page.results for uri, page in self._pages.items()}
        faults = [*missing_blocks(site, expected), *leaks(site, mask)]
        if faults:
            raise PluginError("\n".join(faults))
