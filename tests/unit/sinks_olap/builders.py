"""A store without a warehouse: tables of contracts, and rows in them with everything defaulted that a case does not speak of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa

from include.contract.catalog import load_catalog
from include.contract.model import Contract, Mode, SinkSpec
from include.settings import OlapSettings
from include.sinks.base import Written
from include.sinks.olap import ddl
from include.sinks.olap.store import opened, renew_state
from include.sinks.olap.write import write
from include.transform.schema import frame_schema
from tests.contract.sinks.builders import MORNING


def shipped(dataset: str, mode: Mode = Mode.UPSERT) -> Contract:
    """A contract of the project, loaded into the OLAP store."""
    return replace(load_catalog().get(dataset), sinks=(SinkSpec("olap", dataset, mode),))


def put(settings: OlapSettings, contract: Contract, *rows: dict[str, Any], version: int = 1) -> Written:
    """Write rows as one batch would, all of one version."""
    with opened(settings, "put rows") as store:
        ddl.prepare(store, contract, contract.sinks[0])
        store.begin()
        written = write(store, _staged(contract, rows, version), contract, contract.sinks[0], "batch")
        renew_state(store)
        store.commit()
    return written


def _staged(contract: Contract, rows: tuple[dict[str, Any], ...], version: int) -> pa.Table:
    meta = {
        "_partition": 0,
        "_version": f"{version:020d}",
        "_contract": 1,
        "_deleted": False,
        "_valid_from": MORNING,
        "_broker_at": MORNING,
    }
    return pa.Table.from_pylist(
        [{**meta, "_offset": n, "_event_id": f"{version}-{n}", **row} for n, row in enumerate(rows)],
        schema=frame_schema(contract),
    )
