"""AWS commands held against the models, from a command line to its faults."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from runner.aws.commands.check import Checked, check_command
from runner.aws.commands.said import UNKNOWN, Argument, AwsCommand
from tests.aws.compare.examples import read_examples

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SONNET = "us.anthropic.claude-sonnet-4-6"


def checked(line: str, files: Mapping[str, str] | None = None) -> Checked:
    """A command line as a shell would split it; `$X` stands for what only the run knows."""
    words = [word.replace("$X", UNKNOWN) for word in shlex.split(line)]
    arguments = tuple(Argument(text=word.replace("$MANY", ""), several="$MANY" in word) for word in words)
    return check_command(AwsCommand(arguments=arguments, files=files or {}), NOW)


def said(line: str, files: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
    return [(fault.level.value, fault.code, fault.message) for fault in checked(line, files).faults]


@pytest.mark.parametrize(
    "line",
    [
        "s3api list-objects-v2 --bucket b --max-key 3 --query 'Contents[].Key' --output text",
        "--region us-east-1 s3 cp a s3://b --recursive --no-cli-pager",
        "s3 ls",
        "lambda update-function-code --function-name f --zip-file $X",
        "lambda update-function-code --function-name f --zip-file fileb://$X",
        "s3api list-objects-v2 --bucket bkt --no-paginate",
        "s3 ls s3://b --recursive --human-readable",
        "configure set region eu-west-1 --profile x",
        "configure",
        "ecr get-login-password --region us-east-1",
        "eks update-kubeconfig --name c",
        "cloudformation deploy --template-file t.yaml --stack-name s --capabilities CAPABILITY_IAM",
        "ec2 wait instance-running --instance-ids i-1 i-2",
        "ec2 describe-instances --filters Name=tag:a,Values=b,c Name=d,Values=e",
        "ec2 run-instances --image-id ami-1 --count 2 --no-associate-public-ip-address",
        "ec2 modify-volume-attribute --volume-id v --auto-enable-io",
        "lambda invoke --function-name f out.json",
        "sns subscribe --topic-arn a --protocol email --notification-endpoint x@example.com",
        "deploy list-applications",
        "configservice describe-config-rules",
        'dynamodb put-item --table-name t --item \'{"a": {"S": "x"}}\'',
        "sqs create-queue --queue-name q --attributes VisibilityTimeout=30",
        "ec2 describe-instances --generate-cli-skeleton",
        "ec2 help",
        "help",
        "--version",
        "autoscaling terminate-instance-in-auto-scaling-group --instance-id i --no-should-decrement",
    ],
)
def test_a_command_that_the_cli_takes_has_no_fault(line: str) -> None:
    assert [text for text in said(line) if text[1] != "aws-version"] == []


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("s3api list-bukets", "aws-command", "no operation `list-bukets`; write `list-buckets`"),
        ("s3apii list-buckets", "aws-command", "no command `s3apii`; write `s3api`"),
        ("s3 cpp a s3://b", "aws-command", "`aws s3` has no command `cpp`; write `cp`"),
        ("s3 cp a", "aws-flag", "needs 2 words (`paths`)"),
        ("ec2 wait instance-runing", "aws-command", "write `instance-running`"),
        ("s3api put-object --bukcet b --key k", "aws-flag", "no flag `--bukcet`; write `--bucket`"),
        ("s3api get-object --bucket b --key k", "aws-flag", "needs a word for `outfile`"),
        ("s3api put-object --bucket b", "aws-flag", "needs `--key`"),
        ("s3api put-object --bucket b --key", "aws-flag", "`--key` needs a value"),
        ("s3api list-buckets x", "aws-flag", "no place for the word `x`"),
        (
            "s3api list-objects-v2 --bucket b --max-items 5 --no-paginate",
            "aws-flag",
            "`--no-paginate` cannot stand with `--max-items`",
        ),
        (
            "lambda update-function-code --function-name f --zip-file file://f.zip",
            "aws-value",
            "write `fileb://f.zip`",
        ),
        (
            "lambda publish-layer-version --layer-name n --zip-file f.zip",
            "aws-value",
            "write `fileb://f.zip`",
        ),
        ("s3api list-buckets --output jsn", "aws-value", "does not take `jsn`; write `json`"),
        ("s3api list-objects --bucket b --max-keys 3x", "aws-value", "takes a whole number, not `3x`"),
        ("sqs create-queue --queue-name q --attributes '{\"a\": 1'", "aws-value", "is no JSON"),
        (
            'dynamodb get-item --table-name t --key \'{"a": {"S": 1}}\'',
            "aws-value",
            "--key.a.S` takes a text",
        ),
        ("ec2 describe-instances --filters Name=a,Value=b", "aws-value", "no `Value`; write `Values`"),
        ("ec2 describe-instances --filters Name=a,,b", "aws-value", "neither JSON nor shorthand"),
        (
            "s3api put-bucket-versioning --bucket b --versioning-configuration []",
            "aws-value",
            "begins with `{`",
        ),
        ("sts get-caller-identity --query 'Account['", "aws-query", "no JMESPath expression"),
        ("bedrock-runtime converse-stream --model-id x", "aws-command", "use an SDK"),
    ],
)
def test_what_the_cli_refuses_is_one_error_with_a_cure(line: str, code: str, part: str) -> None:
    ((level, found, message),) = said(line)
    assert (level, found) == ("error", code)
    assert part in message


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("ec2 run-instances --instance-type t3.micor", "aws-value", "write `t3.micro`"),
        ("sts get-caller-identity --query Acount", "aws-query", "no `Acount`; write `Account`"),
        ("ec2 describe-instances --query 'Reservations[].InstanceId'", "aws-query", "no `InstanceId`"),
        ("s3api list-buckets --query 'Buckets.Name'", "aws-query", "write `[].Name`"),
        ("lambda invoke --function-name f --payload '{}' o.json", "aws-version", "write `fileb://`"),
        ("ecr get-login", "aws-version", "only AWS CLI v1 has"),
        ("logs tail g", "aws-version", "only AWS CLI v2 has"),
        ("s3api get-bucket-notification --bucket b", "aws-deprecated", "is deprecated"),
        (
            "bedrock get-foundation-model --model-identifier anthropic.claude-opus-4-1-20250805-v1:0",
            "aws-model",
            "legacy",
        ),
    ],
)
def test_what_only_the_service_or_one_version_can_refuse_is_a_warning(
    line: str, code: str, part: str
) -> None:
    ((level, found, message),) = said(line)
    assert (level, found) == ("warning", code)
    assert part in message


@pytest.mark.parametrize(
    "line",
    [
        "$X list-things",
        "s3api $X",
        "s3api put-object --bucket b $MANY",
        "s3api put-object --bucket $X --key $X",
        "s3api list-objects --bucket b --max-keys $X",
        "sqs create-queue --queue-name q --attributes $X",
        "sqs create-queue --queue-name q --attributes '{\"a\": $X}'",
        "ec2 describe-instances --filters Name=$X,Values=$X --query $X",
        "bedrock-runtime invoke-model --model-id $X --body '{}' o.json --cli-binary-format raw-in-base64-out",
        "$MANY s3apii x",
    ],
)
def test_what_only_the_run_knows_is_passed_over(line: str) -> None:
    assert [text for text in said(line) if text[1] != "aws-version"] == []


def test_files_that_the_page_makes_are_read() -> None:
    line = "sqs create-queue --cli-input-json file://./in.json"
    assert said(line, {"in.json": '{"QueueName": "q"}'}) == []
    ((_, code, message),) = said(line, {"in.json": '{"QueueNam": "q"}'})[1:]
    assert (code, message) == ("aws-value", "`--cli-input-json` knows no `QueueNam`; write `QueueName`")
    assert said(line) == []


def test_a_model_past_its_end_and_a_body_that_is_no_messages_body_are_errors() -> None:
    old = "us.anthropic.claude-3-7-sonnet-20250219-v1:0"
    line = f"bedrock-runtime invoke-model --model-id {old} --body fileb://p.json r.json"
    (_, code, message), (_, other, body) = said(line, {"p.json": '{"prompt": "x"}'})
    assert (code, other) == ("aws-model", "aws-body")
    assert message == f"`{old}` reached its end of life on 2026-04-28; the table names `{SONNET}`"
    assert "Please use the Messages API instead" in body


def test_the_body_is_judged_by_the_rules_of_the_stand_in() -> None:
    line = f"bedrock-runtime invoke-model --model-id {SONNET} --body fileb://p.json r.json"
    assert said(line, {"p.json": '{"max_tokens": 1}'})[0][2].endswith("anthropic_version: Field required")


def test_deep_json_ends_the_check_and_nothing_else() -> None:
    deep = '{"a": ' + '{"L": [' * 400 + "]}" * 400 + "}"
    assert checked(f"dynamodb put-item --table-name t --item '{deep}'").faults == ()


def test_correct_commands_of_botocores_own_examples_have_no_error(tmp_path: Path) -> None:
    services = ("dynamodb", "iam", "s3", "sqs", "lambda", "ecs", "elb", "sns", "kms", "autoscaling")
    examples = list(read_examples(tmp_path, services))
    assert len(examples) > 300
    wrong = [
        (example.words, fault.message)
        for example in examples
        for fault in check_command(
            AwsCommand(arguments=tuple(Argument(text=word) for word in example.words)), NOW
        ).faults
        if fault.level == "error"
    ]
    assert wrong == []
