"""The MkDocs plugin `runbook`: the results of pages in a site that somebody has already. Runs no page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, InclusionLevel

from runner.ages import read_age
from runner.api.site_pages import outside_pages
from runner.api.surroundings import project_root
from runner.api.team_site import TeamSite, faults_of, team_site, watched_folder
from runner.config import find_config
from runner.errors import RunbookError
from runner.publish.assets import asset_files
from runner.publish.drawing import SiteHead, without_tags
from runner.publish.fence import draw_mark
from runner.publish.filling import filled, place_of
from runner.publish.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_log = get_plugin_logger("runbook")


class RunbookConfig(base.Config):  # type: ignore[no-untyped-call]
    """What `mkdocs.yml` may say; `stale` is an age such as `30d`, `pages` lies outside the docs folder."""

    front = option.Type(str, default="state.md")
    stale = option.Type(str, default="30d")
    pages = option.Type(list, default=[])


class RunbookPlugin(BasePlugin[RunbookConfig]):  # type: ignore[no-untyped-call]
    """Puts results into the pages of a site that have recorded runs, and a page that lists them."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether new runs are to be followed."""
        del dirty
        self._followed = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Name the fence, the style sheet and the script, and watch for new runs."""
        self._root = project_root(find_config(Path(config.config_file_path).resolve().parent))
        self._site = TeamSite(pages={}, states={}, drawn={}, front="", added={})
        if self._followed:
            config.watch.append(str(watched_folder(self._root)))
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
        return draw_mark(source, lambda uri, _: {show: place_of(show) for show in self._site.drawn[uri]})

    def on_post_page(self, output: str, *, page: Page, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Put the page's results in, which no search and no other plugin need to meet."""
        return filled(output, self._site.drawn.get(page.file.src_uri, {}))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Hold the pages against their runs, and add what the site did not have."""
        try:
            outside = self._take_in(files, config)
            pages = {
                file.src_uri: path for file in files.documentation_pages() if (path := file.abs_src_path)
            }
            self._site = team_site(self._root, pages, self._head(config), self.config.front, always=outside)
        except RunbookError as error:
            raise PluginError(str(error)) from None
        for uri, content in self._site.added.items():
            files.append(File.generated(config, uri, content=content))
        for uri, asset in asset_files().items():
            files.append(File.generated(config, uri, abs_src_path=str(asset)))
        if self.config.front not in files.src_uris:  # a page of the author's own wins
            file = File.generated(config, self.config.front, content=self._site.front)
            file.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(file)
        return files

    def _take_in(self, files: Files, config: MkDocsConfig) -> Collection[str]:
        outside = outside_pages(self.config.pages, self._root)
        for uri, path in outside.items():
            files.append(File.generated(config, uri, abs_src_path=path))
            config.watch.append(path)
        return outside

    def _head(self, config: MkDocsConfig) -> SiteHead:
        return SiteHead(
            name=config.site_name,
            url=config.site_url or "",
            built_at=datetime.now(UTC),
            stale_after=read_age(self.config.stale),
            folders=config.use_directory_urls,
        )

    def on_env(self, env: Any, **_: Any) -> Any:  # noqa: ANN401 - jinja2 is no business of this module
        """Keep what a title says from becoming markup: Material strips it of tags and does not escape it."""
        env.filters["striptags"] = without_tags
        return env

    def on_page_read_source(self, *, page: Page, **_: Any) -> str | None:  # noqa: ANN401 - MkDocs' own
        """Give a page's text with the marks of its results, before any other plugin changes its lines."""
        shown = self._site.pages.get(page.file.src_uri)
        return shown.text.text if shown else None

    @event_priority(-50)
    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Give the page's state to the navigation, and say what its text links to in vain."""
        uri = page.file.src_uri
        if uri in self._site.pages:
            if state := self._site.states.get(uri):
                page.meta.setdefault("status", state)
            for finding in self._site.pages[uri].text.findings:
                _log.warning("%s", finding)
        return markdown

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Look the site over: each result is in it, and no secret.

        Raises:
            PluginError: A result is missing, or a secret is shown.
        """
        site = Path(config.site_dir)
        if faults := faults_of(site, self._site.pages, folders=config.use_directory_urls):
            raise PluginError("\n".join(faults))
