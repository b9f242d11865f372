"""Refusals of the stand-in, as the service would give them.

They stay inside the stand-in: a page's shell sees them as replies, never as exceptions.
"""

from __future__ import annotations

STATUS = {
    "ValidationException": 400,
    "AccessDeniedException": 403,
    "InvalidSignatureException": 403,
    "MissingAuthenticationTokenException": 403,
    "ResourceNotFoundException": 404,
    "RequestTooLargeException": 413,
    "UnsupportedOperationException": 501,
}


class ServiceError(Exception):
    """A request that is refused, with the service's code for it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        """The HTTP status that belongs to the code."""
        return STATUS[self.code]


def invalid(message: str) -> ServiceError:
    """Return the error for a request that is not of the form the service takes."""
    return ServiceError("ValidationException", message)
