"""The Iceberg table of a dataset: made, and given new columns, before any load. Nothing is ever dropped or narrowed."""

from __future__ import annotations

import pyarrow as pa
from pyiceberg.exceptions import NoSuchTableError
from pyiceberg.table import Table

from include.contract.model import Contract
from include.errors import FinalError
from include.sinks.lakehouse import partitioning
from include.sinks.lakehouse.lake import Lake, in_our_words, until_not_overtaken
from include.transform.schema import UTC_TIME, frame_schema

STAMP = pa.schema([pa.field("_batch_id", pa.string()), pa.field("_loaded_at", UTC_TIME)])
"""What a load adds to the staged frame."""

PROPERTIES = {
    # pyiceberg would try an append again on a newer snapshot, whose ledger nobody has read.
    "commit.retry.num-retries": "0",
    "commit.manifest-merge.enabled": "true",
    "write.metadata.delete-after-commit.enabled": "true",
}


def schema(contract: Contract) -> pa.Schema:
    return pa.schema([*frame_schema(contract), *STAMP])


@in_our_words
def find(lake: Lake, dataset: str) -> Table | None:
    try:
        return lake.catalog.load_table((lake.settings.namespace, dataset))
    except NoSuchTableError:
        return None


@in_our_words
def present(lake: Lake, dataset: str) -> Table:
    """The table as it is now. Raises FinalError when there is none."""
    return lake.catalog.load_table((lake.settings.namespace, dataset))


def prepare(lake: Lake, contract: Contract) -> Table:
    """The table, made or brought to hold what the contract declares. Safe when several call it at once.

    Raises FinalError for a column of a type that Iceberg cannot make into the declared one.
    """
    return until_not_overtaken(lambda: _prepare(lake, contract))


@in_our_words
def _prepare(lake: Lake, contract: Contract) -> Table:
    declared = schema(contract)
    table = find(lake, contract.dataset) or _create(lake, contract, declared)
    existing = {field.name: _plain(field.type) for field in table.schema().as_arrow()}
    _require_types(table, existing, declared)
    changed = [field for field in declared if not fits(field.type, existing.get(field.name))]
    with table.transaction() as transaction:
        if changed:
            with transaction.update_schema() as update:
                update.union_by_name(pa.schema(changed))
        if PROPERTIES.items() - table.properties.items():
            transaction.set_properties(PROPERTIES)
    return table


def sort(lake: Lake, contract: Contract) -> None:
    """Sort what comes from now on as the contract says. Files that are there stay as they are; readers know of both."""
    until_not_overtaken(lambda: _sort(lake, contract))


@in_our_words
def _sort(lake: Lake, contract: Contract) -> None:
    table = present(lake, contract.dataset)
    before, after = partitioning.present(table), partitioning.declared(contract)
    if before != after:
        with table.transaction() as transaction, transaction.update_spec() as update:
            partitioning.change(update, before, after)


def _create(lake: Lake, contract: Contract, declared: pa.Schema) -> Table:
    namespace, dataset = lake.settings.namespace, contract.dataset
    lake.catalog.create_namespace_if_not_exists(namespace)
    creation = lake.catalog.create_table_transaction((namespace, dataset), declared, properties=dict(PROPERTIES))
    with creation, creation.update_spec() as update:
        partitioning.change(update, (), partitioning.declared(contract))
    return lake.catalog.load_table((namespace, dataset))


def fits(declared: pa.DataType, kept: pa.DataType | None) -> bool:
    """Whether every value of the declared type can be kept as it is in a column of the other."""
    if kept is None or not pa.types.is_decimal(kept) or not pa.types.is_decimal(declared):
        return bool(declared == kept or (pa.types.is_int32(declared) and kept == pa.int64()))
    whole = declared.precision - declared.scale
    return bool(declared.scale <= kept.scale and whole <= kept.precision - kept.scale)


def widens(kept: pa.DataType, declared: pa.DataType) -> bool:
    """Whether Iceberg makes the one type into the other without writing the rows again."""
    decimals = pa.types.is_decimal(kept) and pa.types.is_decimal(declared)
    return fits(kept, declared) and (not decimals or kept.scale == declared.scale)


def _require_types(table: Table, existing: dict[str, pa.DataType], declared: pa.Schema) -> None:
    wrong = [
        f"`{field.name}` is {kept}, expected {field.type}"
        for field in declared
        if (kept := existing.get(field.name)) and not fits(field.type, kept) and not widens(kept, field.type)
    ]
    if wrong:
        raise FinalError(
            f"lakehouse table {'.'.join(table.name())} is not what its contract declares: {', '.join(wrong)}. Iceberg widens "
            f"integers, and decimals that keep their scale, and changes no other type. Give the contract the type that the table "
            f"has, or a field of a new name with the new type."
        )


def _plain(type_: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_large_string(type_) else type_
