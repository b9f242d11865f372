"""The whole output in files: all of it, masked wherever a portion ends, and never a reason to fail."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import pytest

from runner.api.options import Options
from runner.api.preparing import prepare
from runner.api.running import run_page
from runner.results import Status
from runner.run.interruption import Interruption
from runner.run.kept_output import MaskedFile, OutputFiles
from runner.run.masking import make_mask

if TYPE_CHECKING:
    from pathlib import Path

    from runner.results import Run

pytestmark = pytest.mark.usefixtures("own_temporary_folder")

SECRET = "correct-horse-battery-staple"


class Text(io.StringIO):
    """A file whose text outlives it."""

    text = ""

    def close(self) -> None:
        self.text = self.getvalue()
        super().close()


def written(pieces: list[bytes]) -> str:
    file = Text()
    masked = MaskedFile(file, make_mask({SECRET: "token", "first\nsecond line\nthird": "lines"}), bytes)
    for piece in pieces:
        masked.add(piece)
    masked.finish()
    return file.text


@pytest.mark.parametrize("size", [1000, 65536, 300_000])
@pytest.mark.parametrize("line", ["x" * 70 + "\n", "short\n", "endless "])
def test_what_is_written_is_the_masked_whole(size: int, line: str) -> None:
    text = line * (1_000_000 // len(line)) + "é漢🜚\n"
    data = text.encode()
    assert written([data[at : at + size] for at in range(0, len(data), size)]) == text


@pytest.mark.parametrize("seed", range(8))
def test_a_secret_is_masked_wherever_it_stands(seed: int) -> None:
    dice = random.Random(seed)
    parts = []
    for _ in range(200):
        parts.append("".join(dice.choice("ab \n") for _ in range(dice.randrange(6000))))
        parts.append(dice.choice([SECRET, "first\nsecond line\nthird"]))
    data = "".join(parts).encode()
    size = dice.choice([777, 4096, 65536])
    found = written([data[at : at + size] for at in range(0, len(data), size)])
    assert SECRET not in found
    assert "second line" not in found
    assert found.count("***token***") == parts.count(SECRET)


def run(folder: Path, code: str, kept: Path) -> Run:
    page = folder / "page.md"
    page.write_text(f"# A page\n\n## Steps\n\n```bash\n{code}\n```\n\n```bash\necho next\n```\n")
    options = Options(keep_output=str(kept), keep_going=True)
    (prepared,) = prepare([str(page)], options)
    return run_page(prepared, options, [], Interruption())


def only(kept: Path, name: str) -> str:
    (file,) = kept.rglob(name)
    return file.read_text()


@pytest.mark.shell
def test_all_of_a_long_output_is_in_the_files_of_its_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_TOKEN", SECRET)
    kept = tmp_path / "kept"
    found = run(tmp_path, 'seq 400000; echo "$MY_TOKEN"; echo err >&2', kept)
    assert found.steps[0].truncated
    whole = only(kept, "1.1.stdout")
    assert whole == "".join(f"{n}\n" for n in range(1, 400001)) + "***env:MY_TOKEN***\n"
    assert only(kept, "1.1.stderr") == "err\n"
    assert only(kept, "1.2.stdout") == "next\n"


@pytest.mark.shell
def test_a_step_that_is_stopped_keeps_what_it_printed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n## Steps\n\n```bash {timeout=0.3}\necho said; sleep 30\n```\n")
    options = Options(keep_output=str(tmp_path / "kept"))
    (prepared,) = prepare([str(page)], options)
    run_page(prepared, options, [], Interruption())
    assert only(tmp_path / "kept", "1.1.stdout") == "said\n"


@pytest.mark.shell
def test_a_place_that_cannot_be_written_is_said_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file is in the way")
    found = run(tmp_path, "echo one", tmp_path / "kept")
    assert [step.status for step in found.steps] == [Status.RAN, Status.RAN]
    assert [note for note in found.end_notes if "step 1.1 is not whole" in note] != []


def test_a_full_disk_is_noted_once_a_step(tmp_path: Path) -> None:
    files = OutputFiles(tmp_path, "page.md", make_mask({}))
    (tmp_path / "page.md").mkdir()
    (tmp_path / "page.md" / "1.1.stdout").symlink_to("/dev/full")
    with files.of_step("1.1") as copies:
        assert copies is not None
        for _ in range(50):
            copies[0](b"x" * 65536 + b"\n")
    assert len(files.problems) == 1
    assert "No space left on device" in files.problems[0]
