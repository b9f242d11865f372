"""The way to a scheduler: its address, and the certificates that it takes. Connects to nothing."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from runner.errors import UsageError


class Access(Struct, frozen=True, kw_only=True):
    """An address, and files in PEM form: whose signature counts, and who we are; empty for none."""

    address: str
    ca: str = ""
    cert: str = ""
    key: str = ""


def require_safe(access: Access) -> None:
    """Refuse a way that others could listen to, or on which nobody shows who he is.

    Raises:
        UsageError: Names what is wrong with the address or missing with it.
    """
    scheme, host = _split(access.address)
    if scheme == "tls":
        _require_files(access)
    elif not is_loopback(host):
        raise UsageError(
            f"--scheduler {access.address}: without TLS a scheduler is reached on this machine alone; "
            "write tls://HOST:PORT, with --tls-ca, --tls-cert and --tls-key"
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or number alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def host_of(address: str) -> str:
    """Give the host of an address, empty where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _split(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
        if parts.scheme in ("tls", "tcp") and parts.hostname and parts.port:
            return parts.scheme, parts.hostname
    except ValueError:  # the port is none
        pass
    raise UsageError(f"--scheduler {address}: write tls://HOST:PORT, or tcp://127.0.0.1:PORT on this machine")


def _require_files(access: Access) -> None:
    given = {"--tls-ca": access.ca, "--tls-cert": access.cert, "--tls-key": access.key}
    missing = [flag for flag, file in given.items() if not file]
    if missing:
        raise UsageError(
            f"--scheduler {access.address}: a scheduler is gone to with a client certificate alone; "
            f"give {', '.join(missing)}, or set them in Dask's own configuration (distributed.comm.tls)"
        )
    for flag, file in given.items():
        if not Path(file).is_file():
            raise UsageError(f"{flag} {file}: there is no such file; name one in PEM form")
