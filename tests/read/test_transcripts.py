"""Records of terminals: which lines are commands, which are what they printed, and what runs at all."""

from __future__ import annotations

from textwrap import dedent

import pytest

from runner.model import StepKind
from runner.read.fences import Transcript, read_transcript
from runner.read.prompts import is_open
from tests.pages import procedure


def read(text: str, *, console: bool = True) -> tuple[list[str], list[str]]:
    """The lines of the commands and of the output, without the empty ones that keep their places."""
    found = read_transcript(dedent(text).strip("\n") + "\n", console=console)
    assert found.commands.count("\n") == (dedent(text).strip("\n") + "\n").count("\n")
    return [line for line in found.commands.split("\n") if line], found.output.split("\n")


@pytest.mark.parametrize(
    "prompt",
    [
        "$ ",
        "(venv) $ ",
        "(base) me@host:~$ ",
        "me@host:~/a-b$ ",
        "me@host ~ % ",
        "root@4f2a:/# ",
        "[me@host dir]$ ",
        "[root@host ~]# ",
        "~/project $ ",
        "bash-5.2$ ",
        "% ",
        "# ",
        "> ",
        "\u276f ",
    ],
)
def test_a_prompt_is_no_part_of_the_command(prompt: str) -> None:
    assert read(f"{prompt}say one\none\n{prompt}say two\ntwo") == (["say one", "say two"], ["one", "two"])


def test_what_npm_prints_below_a_command_is_no_continuation() -> None:
    text = """
        $ npm test
        > demo@1.0.0 test
        > node test.js

        $ echo done
    """
    commands, output = read(text)
    assert commands == ["npm test", "echo done"]
    assert output[:2] == ["> demo@1.0.0 test", "> node test.js"]


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize(
    "lines",
    [
        ["cat > x <<EOF", "a: 'b", "EOF"],
        ["cat <<-'END'", "text", "", "END"],
        ["for i in 1 2; do", "echo $i", "done"],
        ["if true; then", "  echo yes", "fi"],
        ["say 'one", "two'"],
        ["make \\", "  all"],
        ["say one |", "  sort"],
        ["f() {", "  echo f", "}"],
    ],
)
def test_an_open_command_takes_the_lines_until_it_is_closed(lines: list[str], mark: str) -> None:
    written = [f"$ {lines[0]}", *(mark + line for line in lines[1:]), "printed"]
    commands, output = read("\n".join(written))
    assert commands == [line for line in lines if line]
    assert output == ["printed"]


def test_a_command_that_never_ends_has_one_line() -> None:
    assert read("$ echo it's\nit is\n$ echo b\nb") == (["echo it's", "echo b"], ["it is", "b"])
    assert read("$ echo it's\nit is") == (["echo it's"], ["it is"])


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("echo a", False),
        ("echo for do {", False),
        ("echo a # it's fine", False),
        ("x=$(", True),
        ("x=$(date)", False),
        ("case x in", True),
        ("while read -r l; do", True),
        ("for i in 1; do echo; done", False),
        ("cat <<< text", False),
        ("grep '<<EOF' x", False),
    ],
)
def test_it_is_known_whether_a_shell_would_ask_for_more(command: str, *, expected: bool) -> None:
    assert is_open(command) is expected


def test_comments_beside_dollar_prompts_are_never_run_as_root() -> None:
    text = """
        # Install it
        $ say one
        one

        # then look
        $ say two
        # two
        $
    """
    commands, output = read(text)
    assert commands == ["# Install it", "say one", "# then look", "say two"]
    assert output == ["one", " (?)", "# two"]


@pytest.mark.parametrize("console", [True, False])
def test_what_a_command_prints_behind_a_hash_is_its_output(*, console: bool) -> None:
    text = "$ cat notes.md\n# Notes\n\n## More\ntext\n   ### table\n$ say two\n"
    commands, output = read(text, console=console)
    assert commands == ["cat notes.md", "say two"]
    assert output == ["# Notes", "", "## More", "text", "   ### table"]


def test_blank_lines_between_commands_alone_are_no_output() -> None:
    assert read("$ say one\n\n# then\n$ say two\n\n\n$ say three\n") == (
        ["say one", "# then", "say two", "say three"],
        [""],
    )


def test_a_console_of_comments_and_commands_has_no_prompts() -> None:
    text = "# Install the tool\nnpm install\n"
    assert read_transcript(text, console=True) == Transcript(commands=text, output="")


@pytest.mark.parametrize(
    "first",
    [
        ">>> print(1)",
        "mysql> select 1;",
        "PS C:\\> dir",
        "C:\\work> dir",
        "irb(main):001:0> 1",
        "In [1]: 1",
        "(gdb) run",
        "\u279c  demo npm i",
        "postgres=> \\d",
    ],
)
def test_a_record_of_another_program_is_not_run(first: str) -> None:
    page = procedure(f"# T\n\n```console\n{first}\n1\n```\n")
    assert page.steps == ()
    assert [fence.line for fence in page.not_run] == [3]


@pytest.mark.parametrize(
    "language", ["console", "sh-session", "shell-session", "bash-session", "bash session"]
)
def test_each_name_of_a_record_is_known(language: str) -> None:
    step = procedure(f"# T\n\n```{language}\n$ say one\none\n```\n").steps[0]
    assert step.kind is StepKind.COMMAND
    assert step.source.strip() == "say one"
    assert len(step.claims) == 1


@pytest.mark.parametrize("language", ["", "text"])
def test_a_record_without_a_name_is_no_output_of_the_command_before(language: str) -> None:
    page = procedure(f"# T\n\n```bash\nsay one\n```\n\n```{language}\n$ say two\ntwo\n```\n")
    assert page.steps[0].claims == ()
    assert [fence.line for fence in page.not_run] == [7]


def test_a_long_record_with_an_open_quote_is_read_in_bounded_time() -> None:
    lines = ["$ say 'open", *['it "is" fine'] * 5000]
    commands, output = read("\n".join(lines))
    assert commands == ["say 'open"]
    assert len(output) == 5000
