"""What AWS itself says of credentials and of access to models, by calls that read and cost nothing.

Changes nothing. What may be the page's own mistake (a model that does not exist, a region without it) is told
and never held against the account: that would call a wrong page an environment that is not ready.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from runner.aws.profiles import profile_is_configured
from runner.model import NeedKind
from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from botocore.client import BaseClient

    from runner.model import Need

# Whether a need is met, None where that cannot be told, and what a person should know.
Answer = tuple[bool | None, str]

_CONNECT, _READ = 5, 10  # seconds
# What stands before a model's id in that of an inference profile.
_GEOGRAPHY = regex(r"(?:us|us-gov|eu|apac|jp|au|ca|global)\.(?=[^.]+\.)")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
_UNKNOWN = ("InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure")
_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
_WRONG_NAME = ("ValidationException", "ResourceNotFoundException")


class AwsAccess(Struct, frozen=True, kw_only=True):
    """Asks AWS with the page's own profile and region, each thing once.

    Attributes:
        region: The page's, empty for the profile's own.
        models: The models that the page's commands name.
        environment: Leads to the settings, as in the page's shell.
    """

    profile: str
    region: str
    models: tuple[str, ...]
    environment: Mapping[str, str]
    _said: dict[tuple[_Caller, str], Answer] = field(default_factory=dict)

    def ask(self, need: Need) -> Answer:
        """Tell whether a need is met."""
        profile = need.name if need.kind is NeedKind.PROFILE else self.profile
        if profile != "default" and not profile_is_configured(profile, self.environment):
            cure = f"aws configure --profile {profile}"
            return False, f"the AWS profile `{profile}` is not configured; next: {cure}"
        caller = _Caller(profile=profile, region=need.region or self.region)
        identity = self._once(caller, "identity", lambda: _identity(caller))
        if identity[0] is not True:
            return identity
        if need.kind is NeedKind.ACCOUNT:
            return _same_account(identity[1], need.name)
        if need.kind is NeedKind.BEDROCK:
            return self._once(
                caller, "profiles", lambda: (True, f"{len(_profiles(caller))} inference profiles")
            )
        if need.kind is NeedKind.MODEL:
            return self._models(caller, (need.name,) if need.name else self.models)
        return identity

    def _models(self, caller: _Caller, names: Iterable[str]) -> Answer:
        said = [self._once(caller, name, partial(_model, caller, name)) for name in names]
        if not said:
            return None, "the page names no model"
        worst = min((holds for holds, _ in said), key=(False, None, True).index)
        return worst, "; ".join(detail for holds, detail in said if holds is worst)

    def _once(self, caller: _Caller, question: str, ask: Callable[[], Answer]) -> Answer:
        if (caller, question) not in self._said:
            self._said[caller, question] = _answered(ask, caller.profile)
        return self._said[caller, question]


class _Caller(Struct, frozen=True, kw_only=True):
    """A profile and a region."""

    profile: str
    region: str

    def client(self, service: str) -> BaseClient:
        """A client that gives up soon."""
        import boto3
        from botocore.config import Config

        named = None if self.profile == "default" else self.profile
        session = boto3.Session(profile_name=named, region_name=self.region or None)
        retries = {"total_max_attempts": 2, "mode": "standard"}
        return session.client(
            service,
            region_name=session.region_name or "us-east-1",
            config=Config(connect_timeout=_CONNECT, read_timeout=_READ, retries=retries),
        )


def _answered(ask: Callable[[], Answer], profile: str) -> Answer:
    """What AWS answers, or what its refusal means."""
    try:
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        return None, "boto3 is not installed; type pip install 'runbook-pages[aws]'"
    try:
        return ask()
    except ClientError as error:
        return _refused(error.response["Error"], profile)
    except BotoCoreError as error:
        return _not_asked(error, profile)


def _refused(error: Mapping[str, str], profile: str) -> Answer:
    code, message = error.get("Code", ""), error.get("Message", "")
    if code in _EXPIRED:
        return False, f"the AWS credentials have expired; next: aws sso login{_flag(profile)}, or renew them"
    if code in _UNKNOWN:
        return False, f"AWS does not know these credentials; next: aws configure{_flag(profile)}"
    if code in _DENIED:
        return None, f"this role may not ask: {message}"
    if code in _WRONG_NAME:
        return None, f"{message} The page may name a wrong one"
    return None, f"AWS answered {code}: {message}"


def _not_asked(error: Exception, profile: str) -> Answer:
    """What it means that the client could not even ask."""
    name = type(error).__name__
    if name in ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"):
        return False, f"there are no AWS credentials; next: aws configure{_flag(profile)}"
    if name in ("SSOTokenLoadError", "UnauthorizedSSOTokenError", "TokenRetrievalError", "SSOError"):
        return (
            False,
            f"there is no AWS single sign-on session, or it has expired; next: aws sso login{_flag(profile)}",
        )
    return None, f"AWS could not be asked: {error}"


def _flag(profile: str) -> str:
    return "" if profile == "default" else f" --profile {profile}"


def _identity(caller: _Caller) -> Answer:
    said = caller.client("sts").get_caller_identity()
    return True, f"account {said['Account']}"


def _same_account(identity: str, wanted: str) -> Answer:
    same = identity == f"account {wanted}"
    return same, identity if same else f"the credentials are of {identity}, the page needs {wanted}"


def _profiles(caller: _Caller) -> list[str]:
    """The inference profiles of the region."""
    pages = caller.client("bedrock").get_paginator("list_inference_profiles").paginate()
    return [item["inferenceProfileId"] for page in pages for item in page["inferenceProfileSummaries"]]


def _model(caller: _Caller, name: str) -> Answer:
    """Whether the account may use a model; its id may be that of an inference profile."""
    identifier = name.rpartition("/")[2]
    base = _GEOGRAPHY.sub("", identifier)
    client = caller.client("bedrock")
    details = client.get_foundation_model(modelIdentifier=base)["modelDetails"]
    said = client.get_foundation_model_availability(modelId=base)
    missing = [word for word, there in _access(said) if not there]
    if missing:
        where = "next: ask for access in the Bedrock console, under Model access"
        return False, f"the account has no {' and no '.join(missing)} for {base}; {where}"
    if identifier != base and identifier not in _profiles(caller):
        return (
            None,
            f"{identifier} is no inference profile of {client.meta.region_name}; the page may be wrong",
        )
    if identifier == base and said["regionAvailability"] != "AVAILABLE":
        return None, f"{base} is not in {client.meta.region_name}; the page may be wrong"
    return True, f"{identifier} is {details.get('modelLifecycle', {}).get('status', 'there').lower()}"


def _access(said: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    return (
        ("agreement", said["agreementAvailability"]["status"] == "AVAILABLE"),
        ("authorization", said["authorizationStatus"] == "AUTHORIZED"),
        ("entitlement", said["entitlementAvailability"] == "AVAILABLE"),
    )
