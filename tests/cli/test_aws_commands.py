"""AWS commands of pages, as `check` and `plan` say their faults."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from runner.api.aws_commands import find_aws_faults
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import Source, read_source
from tests.cli.conftest import ROOT
from tests.pages import page

if TYPE_CHECKING:
    from runner.model import Procedure
    from tests.cli.conftest import Desk

OLD = "us.anthropic.claude-3-7-sonnet-20250219-v1:0"


def read(text: str) -> Procedure:
    return procedure_of(read_outline(Source(path="page.md", text=text, sha256="0")))


def found(*fences: str, before: str = "") -> list[tuple[str, int]]:
    return [(item.code, item.location.line) for item in find_aws_faults(read(page(*fences, before=before)))]


def test_the_original_how_to_has_a_dead_model_no_messages_body_and_paths_that_are_not_there() -> None:
    procedure = procedure_of(read_outline(read_source(str(ROOT / "tests/original-prompt-caching.md"))))
    findings = find_aws_faults(procedure)
    assert [(item.code, str(item.level), item.location.line) for item in findings] == [
        ("aws-model", "error", 35),
        ("aws-body", "error", 35),
        ("aws-jq", "warning", 46),
        ("aws-jq", "warning", 46),
    ]
    assert findings[0].message.endswith(
        f"`{OLD}` reached its end of life on 2026-04-28; the table names `us.anthropic.claude-sonnet-4-6`"
    )
    assert "Please use the Messages API instead" in findings[1].message
    assert "no `CacheReadInputTokens`" in findings[2].message
    assert "no `CacheWriteInputTokens`" in findings[3].message


def test_the_page_that_ships_has_none() -> None:
    path = str(ROOT / "procedures/prompt-caching.md")
    assert find_aws_faults(procedure_of(read_outline(read_source(path)))) == []


@pytest.mark.parametrize(
    ("fence", "expected"),
    [
        ("aws s3api list-bukets", [("aws-command", 8)]),
        ("true\n\nx=$(aws s3api list-bukets)", [("aws-command", 10)]),
        ("if true; then\n  aws s3api \\\n    list-bukets\nfi", [("aws-command", 9)]),
        ("AWS_PROFILE=x aws s3api list-bukets", [("aws-command", 8)]),
        ("aws sts get-caller-identity | jq .Acount", [("aws-jq", 8)]),
        ("aws sts get-caller-identity 2>/dev/null \\\n  | jq -r '.Acount'", [("aws-jq", 9)]),
        ("aws sts get-caller-identity --query Account | jq '.x'", [("aws-jq", 8)]),
        ("aws sts get-caller-identity > me.json\njq '.Arn, .Acount' me.json", [("aws-jq", 9)]),
        ("aws s3api list-buckets | jq '.Buckets[] | .Nmae'", [("aws-jq", 8)]),
        ("aws s3api list-buckets | jq '.Buckets[0].Nmae == \"x\"'", [("aws-jq", 8)]),
    ],
)
def test_a_fault_is_found_where_it_stands(fence: str, expected: list[tuple[str, int]]) -> None:
    assert found(fence) == expected


@pytest.mark.parametrize(
    "fence",
    [
        "echo aws s3api list-bukets",
        "aws sts get-caller-identity | jq -r '.Account // .Acount'",
        "aws s3api list-buckets | jq '.Buckets | length'",
        "aws s3api list-buckets | jq '[.Buckets[] | {Nmae}]'",
        "aws sts get-caller-identity --output text | jq .Acount",
        "aws sts get-caller-identity | tee x | jq .Acount",
        "aws sts get-caller-identity > me.json\necho '{}' > me.json\njq .Acount me.json",
        'aws s3api put-object --bucket "$B" --key k --body x "${MORE[@]}"',
        "aws s3api put-object --bucket $B --key $K $MORE",
        "aws $COMMAND list-bukets",
        "aws ec2 describe-instances --region <your-region>",
        "aws s3api (",
        "aws cloudformation create-stack --stack-name s --parameters ParameterKey=k,ParameterValue=a\\\\,b",
    ],
)
def test_what_cannot_be_told_is_no_fault(fence: str) -> None:
    assert found(fence) == []


def test_a_here_document_without_variables_is_a_file_of_the_page() -> None:
    write = 'cat > in.json <<\'EOF\'\n{"QueueNam": "q"}\nEOF'
    assert found(write, "aws sqs create-queue --cli-input-json file://in.json") == [
        ("aws-value", 16),
        ("aws-value", 16),
    ]
    assert found(write, "sed -i s/x/y/ in.json", "aws sqs create-queue --cli-input-json file://in.json") == []
    unquoted = write.replace("'EOF'", "EOF").replace("q", "$Q")
    assert found(unquoted, "aws sqs create-queue --cli-input-json file://in.json") == []


def test_what_one_version_alone_has_is_no_fault_where_the_page_asks_for_it() -> None:
    text = page("aws logs tail g")
    assert [item.code for item in find_aws_faults(read(text))] == ["aws-version"]
    asked = text.replace("## Procedure", "## Preconditions\n\n- AWS CLI v2\n\n## Procedure")
    assert find_aws_faults(read(asked)) == []


@pytest.mark.parametrize(
    ("asks", "codes"),
    [
        ("AWS CLI v2 is installed.", []),
        ("AWS CLI 2.13 or later", []),
        ("AWS CLI v1 or v2", ["aws-version"]),
        ("AWS CLI 1.16 or later", ["aws-version"]),
        ("AWS CLI v2 (only for the second part)", []),
        ("AWS CLI", ["aws-version"]),
    ],
)
def test_the_version_that_a_page_asks_for_is_read_as_its_precondition_is(asks: str, codes: list[str]) -> None:
    text = page("aws sso login", before=f"## Prerequisites\n\n- {asks}\n\n")
    assert [item.code for item in find_aws_faults(read(text))] == codes


@pytest.mark.parametrize(
    "before",
    [
        "cat > b.json <<'END'\n{}\nEND",
        "cat <<END >b.json\n{}\nEND",
        "if true; then\n  cat <<-'END' > \"b.json\"\n\t{}\n\tEND\nfi",
        "tee b.json <<END\n{}\nEND",
        "tee b.json >/dev/null <<\\END\n\n  {}\nEND",
        "cat > b.json <<END && true\n{}\nEND",
    ],
)
def test_a_here_document_is_read_as_bash_reads_it(before: str) -> None:
    (fault,) = found(f"{before}\naws s3api put-bucket-cors --bucket b --cors-configuration file://b.json")
    assert fault[0] == "aws-value"


@pytest.mark.parametrize(
    "before",
    [
        "cat > b.json <<END\n$x\nEND",
        "cat >> b.json <<END\n{}\nEND",
        "cat > b.json <<END\n{}\nEND\nsed -i s/a/b/ b.json",
        "cat a - > b.json <<END\n{}\nEND",
        "sed s/a/b/ > b.json <<END\n{}\nEND",
        "echo 'cat > b.json <<END\n{}\nEND'",
    ],
)
def test_a_here_document_of_which_the_run_decides_is_no_file_of_the_page(before: str) -> None:
    assert found(f"{before}\naws s3api put-bucket-cors --bucket b --cors-configuration file://b.json") == []


def test_the_same_finding_is_given_once() -> None:
    assert found("aws s3api list-bukets; aws s3api list-bukets") == [("aws-command", 8)]


def test_without_botocore_it_is_said_once_that_nothing_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore", None)
    assert found("true", "aws s3api list-bukets", "aws s3api list-bukets") == [("aws-not-checked", 13)]


def test_check_fails_on_an_error_and_plan_says_it_of_the_command_as_it_would_run(desk: Desk) -> None:
    name = desk.page(page(f"aws bedrock-runtime converse --model-id {OLD} --messages '[]'"))
    assert desk.run("check", name).status == 1
    planned = desk.run("plan", name)
    assert planned.status == 0
    assert "note: page.md:8: error aws-model: step 1.1" in planned.out
    other = desk.run("plan", name, "--model", "us.anthropic.claude-sonnet-4-6")
    assert "aws-model" not in other.out


def test_a_page_without_aws_commands_loads_no_models(desk: Desk) -> None:
    name = desk.page(page("true"))
    code = (
        "import sys\n"
        "from runner.api.checking import check_pages\n"
        f"check_pages(['{name}'])\n"
        "print([name for name in ('botocore', 'boto3', 'jmespath') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=desk.folder,
        env=desk.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n", done.stderr
