"""`runbook accept` from outside: what it writes, what it leaves, and with which status it ends."""

from __future__ import annotations

import os
import pty
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import PROGRAM
from tests.pages import page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell


def shown(command: str, output: str, language: str = "output") -> str:
    return f"{page(command)}\n```{language}\n{output}\n```\n"


OLD, NEW = shown("echo new", "old"), shown("echo new", "new")


def test_with_yes_the_page_gets_what_was_printed_and_then_passes(desk: Desk) -> None:
    name = desk.page(OLD)
    (desk.folder / name).chmod(0o640)
    done = desk.run("accept", name, "--yes")
    assert done.status == 0
    assert "-old\n+new\n" in done.out
    assert "written: page.md" in done.out
    assert (desk.folder / name).read_text() == NEW
    assert (desk.folder / name).stat().st_mode & 0o777 == 0o640
    assert {entry.name for entry in desk.folder.iterdir()} == {name, ".runbook"}
    assert desk.run("execute", name).status == 0


def test_check_writes_nothing_and_says_whether_a_page_would_change(desk: Desk) -> None:
    name = desk.page(OLD)
    done = desk.run("accept", "--check", name)
    assert done.status == 1
    assert "-old\n+new\n" in done.out
    assert (desk.folder / name).read_text() == OLD
    done = desk.run("accept", "--check", desk.page(NEW))
    assert done.status == 0
    assert "page.md: no output fence to rewrite" in done.out


def test_without_a_terminal_nothing_is_written_and_it_is_said_what_to_do(desk: Desk) -> None:
    done = desk.run("accept", desk.page(OLD))
    assert done.status == 2
    assert "-old\n+new\n" in done.out
    assert "--yes writes without asking, --check only looks" in done.err
    assert (desk.folder / "page.md").read_text() == OLD


@pytest.mark.parametrize(("answer", "status", "text"), [(b"y\n", 0, NEW), (b"\n", 1, OLD), (b"n\n", 1, OLD)])
def test_on_a_terminal_it_asks_and_no_is_the_default(
    desk: Desk, answer: bytes, status: int, text: str
) -> None:
    name = desk.page(OLD)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(PROGRAM), "accept", name],
        cwd=desk.folder,
        env={**desk.environment, "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    while b"Write page.md?" not in seen:
        seen += os.read(ours, 4096)
    os.write(ours, answer)
    try:
        while os.read(ours, 4096):
            pass
    except OSError:
        pass  # the other end is closed
    os.close(ours)
    assert process.wait(timeout=20) == status
    assert (desk.folder / name).read_text() == text


def test_all_fences_are_accepted_in_one_run_since_a_difference_in_output_ends_none(desk: Desk) -> None:
    text = shown("echo 1", "0") + "\n" + shown("echo 2; echo e >&2", "0").partition("## Procedure\n\n")[2]
    text += "\n```error\nold\n```\n"
    assert desk.run("accept", "--yes", desk.page(text)).status == 0
    assert (desk.folder / "page.md").read_text() == text.replace("\n0\n", "\n1\n", 1).replace(
        "\n0\n", "\n2\n"
    ).replace("old", "e")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (
            "echo new; false",
            "the step failed for another reason (exit status 1, expected 0); mend that first",
        ),
        ("yes | head -c 3000000", "it printed more than is kept"),
        ("echo $MY_TOKEN", "it printed a secret, which is masked here"),
        (r"printf '\xff\n'", "it printed what is no text"),
    ],
)
def test_what_may_not_be_taken_is_named_and_left(desk: Desk, command: str, reason: str) -> None:
    text = shown(command, "old")
    done = desk.run("accept", "--yes", desk.page(text), MY_TOKEN="tok-0123456789")
    assert done.status == 1
    assert f"page.md:11: the output of step 1.1 is not accepted: {reason}" in done.out
    assert (desk.folder / "page.md").read_text() == text


def test_a_failed_sentence_is_another_reason(desk: Desk) -> None:
    text = OLD + "\nThe output contains `other`.\n"
    done = desk.run("accept", "--yes", desk.page(text))
    assert done.status == 1
    assert "failed for another reason" in done.out


def test_a_console_with_one_command_is_rewritten_and_one_with_several_is_not(desk: Desk) -> None:
    console = "# T\n\n## Procedure\n\nDo it:\n\n```console\n$ echo a\nold\n```\n"
    assert desk.run("accept", "--yes", desk.page(console)).status == 0
    assert (desk.folder / "page.md").read_text() == console.replace("old", "a")
    several = console.replace("old\n", "old\n$ echo b\nb\n")
    done = desk.run("accept", "--yes", desk.page(several))
    assert done.status == 1
    assert "several commands share the fence" in done.out
    assert (desk.folder / "page.md").read_text() == several


def test_a_console_whose_output_looks_like_a_command_is_left(desk: Desk) -> None:
    text = "# T\n\n## Procedure\n\nDo it:\n\n```console\n$ echo '$ rm x'\nold\n```\n"
    done = desk.run("accept", "--yes", desk.page(text))
    assert done.status == 1
    assert "the page would not read the same" in done.out
    assert (desk.folder / "page.md").read_text() == text


def test_a_logseq_page_with_other_line_ends_keeps_every_other_byte(desk: Desk) -> None:
    text = (
        "- # T\n\t- ## Procedure\n\t\t- Do it:\n\t\t  ```bash\n\t\t  printf 'a\\n\\n  b\\n'\n\t\t  ```\n"
        "\t\t- It prints:\n\t\t  ```output\n\t\t  old\n\t\t  ```  \n\t\t- The end.  "
    ).replace("\n", "\r\n")
    assert desk.run("accept", "--yes", desk.page(text)).status == 0
    new = text.replace("\t\t  old\r\n", "\t\t  a\r\n\r\n\t\t    b\r\n")
    assert (desk.folder / "page.md").read_bytes() == new.encode()


def test_a_linked_page_stays_a_link(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text(OLD)
    (desk.folder / "page.md").symlink_to(tmp_path / "real.md")
    assert desk.run("accept", "--yes", "page.md").status == 0
    assert (desk.folder / "page.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == NEW


def test_a_page_that_changed_while_it_ran_is_left(desk: Desk) -> None:
    text = shown(f"echo more >> {desk.folder}/page.md; echo new", "old")
    done = desk.run("accept", "--yes", desk.page(text))
    assert done.status == 2
    assert "it was changed while it ran" in done.err
    assert (desk.folder / "page.md").read_text() == text + "more\n"


def test_json_stays_alone_on_stdout(desk: Desk) -> None:
    done = desk.run("accept", "--check", "--output", "json", desk.page(OLD))
    assert done.result["verdict"] == "failed"
    assert "-old\n+new\n" in done.err


def test_an_output_fence_of_an_embedded_page_is_left_to_that_page(desk: Desk) -> None:
    for name in ("logseq", "pages"):
        (desk.folder / name).mkdir()
    (desk.folder / "logseq/config.edn").write_text("{}")
    part = "- Do it:\n  ```bash\n  echo new\n  ```\n  ```output\n  old\n  ```\n"
    desk.page(part, "pages/Part.md")
    host = "- # Host\n\t- ## Procedure\n\t\t- {{embed [[Part]]}}\n"
    done = desk.run("accept", "--yes", desk.page(host, "pages/Host.md"))
    assert done.status == 1
    assert "it stands on pages/Part.md; accept that page" in done.out
    assert (desk.folder / "pages/Part.md").read_text() == part
    assert (desk.folder / "pages/Host.md").read_text() == host


def test_a_page_that_logseq_writes_itself_is_never_written(desk: Desk) -> None:
    folder = desk.folder / "mirror/markdown/pages"
    folder.mkdir(parents=True)
    name = desk.page(OLD, "mirror/markdown/pages/a.md")
    done = desk.run("accept", name, "--yes")
    assert done.status == 2
    assert done.err.startswith(f"runbook: {name}: Logseq writes this page from its database")
    assert (desk.folder / name).read_text() == OLD
