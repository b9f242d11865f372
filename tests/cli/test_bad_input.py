"""Wrong input: a clear message with its place and cure, the contract's status, and nothing was run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

TOUCH = page("touch was-run")


def refused(desk: Desk, *arguments: str, status: int = 2) -> str:
    done = desk.run(*arguments, "--workdir", ".") if arguments[0] == "execute" else desk.run(*arguments)
    assert done.status == status
    assert done.out == ""
    assert "Traceback" not in done.err
    assert not (desk.folder / "was-run").exists()
    return done.err


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.md", None, "missing.md: there is no such page"),
        ("page.txt", b"a\0b", "page.txt:1: a NUL byte"),
        ("page.md", b"ok\n\xff\xfe\n", "page.md:2: byte 0xff is not UTF-8; save the page as UTF-8"),
        ("page.md", TOUCH.rpartition("```")[0].encode(), "page.md:7: this fence is never closed"),
        ("page.md", ("---\nvarables: {a: 1}\n---\n" + TOUCH).encode(), "page.md:2: `varables` is one letter"),
        (
            "page.md",
            ("---\ntimeout: soon\n---\n" + TOUCH).encode(),
            "page.md:2: `timeout`: `soon` is no time",
        ),
        ("page.md", b"- a\n  ```bash\n  x\n- b\n", "page.md:2: this fence is never closed"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_with_its_place(
    desk: Desk, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        desk.page(content, name)
    for command in ("execute", "plan"):
        assert message in refused(desk, command, name)


def test_a_folder_is_no_page(desk: Desk) -> None:
    assert ".: this is a folder, not a page" in refused(desk, "execute", ".")


def test_a_name_that_is_nearly_right_is_offered(desk: Desk) -> None:
    desk.page(TOUCH, "install.md")
    assert "did you mean instal" in refused(desk, "execute", "instal.md").replace("install", "instal")


def test_a_command_that_is_nearly_right_is_offered(desk: Desk) -> None:
    assert "No such command 'execut'. Did you mean 'execute'?" in refused(desk, "execut")


def test_one_bad_page_among_several_keeps_the_others_from_running(desk: Desk) -> None:
    desk.page(TOUCH)
    assert "missing.md" in refused(desk, "execute", "page.md", "missing.md")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--var", "regon=x"], "page.md: there is no variable `regon` on this page; the page has: none"),
        (["--var", "novalue"], "--var novalue: this is no NAME=VALUE"),
        (["--include", "everything"], "--include everything: known are optional, alternative"),
        (["--step", "7.7"], "there is no step 7.7 on this page"),
        (["--choose", "1.1"], "page.md:7: step 1.1 is no alternative"),
        (["--report", "pdf=x"], "--report pdf=x: write FORMAT=FILE"),
        (["--report", "json=no/such/x"], "the folder no/such does not exist"),
        (["--vars", "none.toml"], "none.toml: there is no such file of variables"),
        (["--timeout", "0"], "--timeout"),
        (["--timeout", "nan"], "--timeout: this is no number of seconds"),
        (["--report", "json=."], ". is a folder; name a file"),
        (["--target", "moon"], "--target"),
        (["--no-such-flag"], "no such option"),
    ],
)
def test_a_wrong_flag_is_refused_and_says_what_to_do(desk: Desk, arguments: list[str], message: str) -> None:
    desk.page(TOUCH)
    assert message.lower() in refused(desk, "execute", "page.md", *arguments).lower()


def test_a_working_folder_that_is_none_is_refused(desk: Desk) -> None:
    done = desk.run("execute", desk.page(TOUCH), "--workdir", "no/such")
    assert done.status == 2
    assert "the working folder no/such does not exist; make it" in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tiemout = 3", "runbook.toml: `tiemout` is no setting; did you mean `timeout`?"),
        ("timeout = 'x'", "timeout is no number of seconds"),
        ("target = 'moon'", "target `moon` is none of auto, live, stand-in"),
        ("lift = 3", "`lift` is no table"),
        ("= 3", "this is no TOML"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_file(desk: Desk, text: str, message: str) -> None:
    desk.page(text, "runbook.toml")
    assert message in refused(desk, "execute", desk.page(TOUCH))


def test_no_page_at_all_is_a_usage_error(desk: Desk) -> None:
    assert "PAGE" in refused(desk, "plan")


def test_an_old_encoding_ends_no_run(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page("echo ok")), PYTHONIOENCODING="ascii")
    assert done.status == 0
    assert "UNVERIFIED" in done.out


@pytest.mark.shell
def test_a_pipe_that_closes_early_is_no_error(desk: Desk) -> None:
    import subprocess

    from tests.cli.conftest import PROGRAM

    desk.page(page(*["true"] * 2000))
    command = f"{PROGRAM} plan page.md | head -1"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=desk.folder,
        env=desk.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "T\n"
    assert done.stderr == ""
