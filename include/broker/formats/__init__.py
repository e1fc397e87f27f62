"""Formats: what a message looks like on the wire. One protocol (`base.Format`), one module for each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from include.broker.formats.base import Format
from include.broker.formats.cloudevents import CloudEvents
from include.broker.formats.debezium import Debezium
from include.broker.formats.laravel import Laravel
from include.broker.formats.maxwell import Maxwell
from include.broker.formats.plain import Plain
from include.broker.formats.stated import Stated
from include.contract.model import Contract
from include.errors import FinalError
from include.settings import RegistrySettings

ENVELOPES: Mapping[str, Callable[[Contract], Format]] = {
    "laravel": Laravel,
    "maxwell": Maxwell,
    "debezium": Debezium,
    "cloudevents": CloudEvents,
}


def format_of(contract: Contract, registry: RegistrySettings | None = None) -> Format:
    """The format that the contract's topic has. Raises FinalError when it needs a registry that is not set up."""
    match contract.topic.format:
        case "plain":
            return Plain()
        case "avro":
            return Stated(_avro(contract, registry))
        case name:
            return Stated(ENVELOPES[name](contract))


def _avro(contract: Contract, registry: RegistrySettings | None) -> Format:
    if registry is None:
        raise FinalError(
            f"contract {contract.path}: messages in Avro need a schema registry, and none is set up. Add the Airflow connection "
            f"'kampus_registry' with its `url` in the extra."
        )
    from include.broker.formats.avro import Avro

    return Avro(registry)
