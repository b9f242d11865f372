"""The reader against answers that mldoc gave; `make compare-mldoc` asks it anew."""

from __future__ import annotations

import pytest

from runner.read.logseq_split import scan_lines
from runner.read.source import with_plain_line_ends
from tests.read.logseq.compare_mldoc import lines_of, told_by_us
from tests.read.logseq.reference import ReferencePage, load_reference


@pytest.mark.parametrize("case", load_reference(), ids=lambda case: case.name)
def test_a_page_is_split_as_logseq_splits_it(case: ReferencePage) -> None:
    lines = lines_of(with_plain_line_ends(case.page))
    told = told_by_us(lines, scan_lines(lines).blocks)
    shown = [(block.line, block.indent, block.level, block.marker) for block in told]
    assert shown == [(block.line, block.indent, block.level, block.marker) for block in case.told]
    assert [block.properties for block in told[1:]] == [block.properties for block in case.told[1:]]
    code = [(code.language, code.text) for block in told for code in block.codes]
    if case.own_code is None:
        assert code == [(code.language, code.text) for block in case.told for code in block.codes]
    else:
        assert [text for _, text in code] == case.own_code
