"""Botocore's models, each loaded once and only where a command is about its service. Opens no connection."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.loaders import Loader
    from botocore.model import OperationModel, ServiceModel


def models_are_there() -> bool:
    """Whether botocore is installed."""
    from importlib.util import find_spec

    return find_spec("botocore") is not None


@cache
def version() -> str:
    """Give botocore's name and version, as messages name them."""
    import botocore

    return f"botocore {botocore.__version__}"


@cache
def _loader() -> Loader:
    from botocore.loaders import create_loader

    return create_loader()


@cache
def service_names() -> frozenset[str]:
    """Give the services that there are models for."""
    return frozenset(_loader().list_available_services("service-2"))


@cache
def _service(name: str) -> ServiceModel:
    from botocore.model import ServiceModel

    return ServiceModel(_loader().load_service_model(name, "service-2"), name)


@cache
def operations(service: str) -> Mapping[str, str]:
    """Give a service's operations by their words on the command line."""
    return {words(name): name for name in _service(service).operation_names}


@cache
def operation(service: str, name: str) -> OperationModel:
    """Give the model of an operation."""
    return _service(service).operation_model(name)


@cache
def paged_operations(service: str) -> frozenset[str]:
    """Give the operations whose output comes in pages."""
    return frozenset(_extra(service, "paginators-1").get("pagination", {}))


@cache
def waiters(service: str) -> Mapping[str, str]:
    """Give the operation behind each word of `wait`."""
    found = _extra(service, "waiters-2").get("waiters", {})
    return {words(name): row["operation"] for name, row in found.items()}


def words(name: str) -> str:
    """Give a name of a model as the command line writes it."""
    from botocore import xform_name

    return str(xform_name(name, "-"))


def _extra(service: str, kind: str) -> dict[str, Any]:
    from botocore.exceptions import UnknownServiceError

    try:
        found: dict[str, Any] = _loader().load_service_model(service, kind)
    except UnknownServiceError:
        return {}
    return found
