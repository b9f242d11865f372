"""AWS STS, as far as a page asks who is calling: GetCallerIdentity, in STS's XML.

The caller is always the stand-in's own, with an account id that no one has.
"""

from __future__ import annotations

import uuid
from html import escape
from urllib.parse import parse_qs

from runner.aws.calls import Call, Reply
from runner.aws.faults import ServiceError
from runner.aws.rules import load_rules

NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
USER = "stand-in"

# STS speaks the older query protocol, which has other names for the same refusals.
_CODES = {
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "ValidationException": "ValidationError",
}


def get_caller_identity(call: Call) -> Reply:
    """Answer GetCallerIdentity and refuse every other Action.

    Raises:
        ServiceError: Another action is asked for.
    """
    form = parse_qs(call.body.decode(errors="replace"))
    action = form.get("Action", [call.query.get("Action", "")])[0]
    if action != "GetCallerIdentity":
        message = f"The Bedrock stand-in serves GetCallerIdentity of STS, not {action!a}."
        raise ServiceError("UnsupportedOperationException", message)
    account = load_rules().account
    result = (
        f"<Arn>arn:aws:iam::{account}:user/{USER}</Arn><UserId>AIDASTANDINSTANDIN00</UserId>"
        f"<Account>{account}</Account>"
    )
    request_id = str(uuid.uuid4())
    return _xml(
        200,
        request_id,
        f'<GetCallerIdentityResponse xmlns="{NAMESPACE}">'
        f"<GetCallerIdentityResult>{result}</GetCallerIdentityResult>"
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        "</GetCallerIdentityResponse>",
    )


def xml_error(error: ServiceError) -> Reply:
    """Return the reply that STS gives for an error."""
    request_id = str(uuid.uuid4())
    code = _CODES.get(error.code, error.code)
    return _xml(
        error.status,
        request_id,
        f'<ErrorResponse xmlns="{NAMESPACE}">'
        f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(error.message)}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>",
    )


def _xml(status: int, request_id: str, text: str) -> Reply:
    headers = {"Content-Type": "text/xml", "x-amzn-RequestId": request_id}
    return Reply(status=status, headers=headers, body=text.encode())
