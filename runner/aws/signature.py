"""The scope of a SigV4 signature: who signs, for which region and which service.

Only the header's form is looked at: the stand-in has no secret by which to verify a signature.
"""

from __future__ import annotations

from msgspec import Struct

from runner.aws.faults import ServiceError
from runner.patterns import regex

_AUTHORIZATION = regex(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<key>[A-Za-z0-9]{16,128})/(?P<date>[0-9]{8})/(?P<region>[a-z0-9-]{1,32})/"
    r"(?P<service>[a-z0-9-]{1,32})/aws4_request,\s*SignedHeaders=[a-z0-9;-]+,\s*Signature=[0-9a-f]{64}"
)


class Scope(Struct, frozen=True, kw_only=True):
    """What a request was signed for."""

    access_key: str
    region: str
    service: str


def signed_service(authorization: str | None) -> str:
    """Return the service that a request was signed for, empty where the header does not tell."""
    found = _AUTHORIZATION.fullmatch((authorization or "").strip())
    return found["service"] if found else ""


def read_scope(authorization: str | None, service: str) -> Scope:
    """Read an Authorization header that must be signed for `service`.

    Raises:
        ServiceError: It is missing, not a SigV4 signature, or for another service.
    """
    if not authorization:
        message = "Missing Authentication Token: the request has no Authorization header"
        raise ServiceError("MissingAuthenticationTokenException", message)
    found = _AUTHORIZATION.fullmatch(authorization.strip())
    if found is None:
        message = "The Authorization header is not a complete AWS Signature Version 4"
        raise ServiceError("InvalidSignatureException", message)
    if found["service"] != service:
        message = f"Credential should be scoped to correct service: '{service}'."
        raise ServiceError("InvalidSignatureException", message)
    return Scope(access_key=found["key"], region=found["region"], service=service)
