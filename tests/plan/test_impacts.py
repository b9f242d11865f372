"""What a step does at most is told by its commands: read, write, delete, or cost money."""

from __future__ import annotations

import pytest
from botocore import xform_name
from botocore.loaders import Loader

from runner.plan.impacts import impacts_table
from tests.pages import page, plan

EXAMPLES = [
    (command, impact)
    for row in impacts_table()["row"]
    for impact, commands in row["examples"].items()
    for command in commands
]


def impacts(*commands: str) -> list[list[str]]:
    return [[impact.value for impact in step.impacts] for step in plan(page(*commands)).steps]


@pytest.mark.parametrize(("command", "impact"), EXAMPLES)
def test_a_command_does_what_the_table_says(command: str, impact: str) -> None:
    assert impacts(command)[0][0 if impact != "paid" else -1] == impact


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("ls\ncat x", ["read"]),
        ("ls > x", ["write"]),
        ("unheard-of --flag", ["write"]),
        ("aws s3 ls; touch x", ["write"]),
        ("aws s3 rb s3://b && aws ec2 run-instances", ["delete", "paid"]),
        ("for i in 1 2; do kubectl delete pod $i; done", ["delete"]),
        ("f() { aws ec2 terminate-instances; }; f", ["delete"]),
        ("aws ec2 describe-instances | xargs aws ec2 terminate-instances", ["delete"]),
        ("sudo bash -c 'rm x'", ["delete"]),
        ("echo aws ec2 terminate-instances", ["read"]),
        ("# aws ec2 terminate-instances\nls", ["read"]),
    ],
)
def test_a_step_does_what_its_gravest_command_does(command: str, expected: list[str]) -> None:
    assert impacts(command) == [expected]


def test_only_what_meets_a_cloud_is_in_one() -> None:
    steps = plan(page("rm x; docker rm y", "aws s3 rm s3://b/k", "kubectl delete pod x")).steps
    assert [[impact.value for impact in step.in_cloud] for step in steps] == [[], ["delete"], ["delete"]]


def test_a_cluster_of_the_pages_own_is_no_cloud() -> None:
    steps = plan(page("kind create cluster", "kubectl delete pod x", "aws s3 rm s3://b/k")).steps
    assert [[impact.value for impact in step.in_cloud] for step in steps] == [[], [], ["delete"]]


@pytest.mark.parametrize(
    "service", ["ec2", "s3", "iam", "rds", "lambda", "dynamodb", "cloudformation", "sqs"]
)
def test_the_operations_of_botocore_are_told_by_their_verbs(service: str) -> None:
    known = Loader().load_service_model(service, "service-2")["operations"]
    verbs = {"Describe": "read", "List": "read", "Delete": "delete", "Terminate": "delete"}
    for operation in known:
        for verb, impact in verbs.items():
            if operation.startswith(verb):
                command = f"aws {service.replace('s3', 's3api')} {xform_name(operation, '-')}"
                assert impacts(command) == [[impact]], command
