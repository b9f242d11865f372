"""The case files of published pages."""

from __future__ import annotations

import pytest

from runner.publish.page_text import page_text
from runner.publish.site_links import links_of
from tests.publish.sites import SiteCase, results, rewrite_case, site_cases, step_marks


@pytest.mark.parametrize("site_case", site_cases(), ids=lambda case: case.id)
def test_a_page_is_published_as_its_case_says(site_case: SiteCase, rewrite: bool) -> None:
    page = site_case.pages[0]
    marks = step_marks(page)
    made = page_text(page, marks, links_of(site_case.pages))
    published, findings = made.text.strip("\n"), "\n".join(map(str, made.findings))
    assert results(made.text, marks) == [1] * len(marks)
    if rewrite:
        rewrite_case(site_case, published=published, findings=findings)
        return
    assert published == site_case.published
    assert findings == site_case.findings
