"""What to ask of a lakehouse table, in DuckDB's SQL. A table keeps every accepted message, and these say which ones count."""

from __future__ import annotations

from include.contract.model import Contract, Mode
from include.errors import FinalError
from include.sinks.lakehouse.ledger import SINK
from include.transform.schema import kept_fields

NEWEST_FIRST = "_version DESC, _partition DESC, _offset DESC, _contract DESC NULLS LAST, _loaded_at"
"""Which version of a key is the newest, as the warehouse says it. Of one message that was loaded twice, what it says by the newer
contract counts, and of the same contract the first."""
FIRST_LOADED = "min(_loaded_at) OVER (PARTITION BY _partition, _offset, {of_each})"
"""When a message was first loaded, by whatever contract."""
OLDEST_FIRST = "_first, _partition, _offset, _contract DESC NULLS LAST, _loaded_at"
"""Which row of an event counts: of the message that was loaded first, the one by the newest contract."""


def current_state_sql(contract: Contract, relation: str) -> str:
    """A SELECT of the contract's fields and `_valid_from`, `_partition`, `_offset`: one row for every key that is not deleted.

    `relation` is what the table is called in the query, for example a registered Arrow table.
    """
    fields = ", ".join(f'"{field.name}"' for field in kept_fields(contract))
    rows = rows_sql(contract, relation)
    newest = rows if _mode(contract) is Mode.UPSERT else _newest(contract, f"({rows})")
    return f"SELECT {fields}, _valid_from, _partition, _offset FROM ({newest}) WHERE NOT _deleted"


def rows_sql(contract: Contract, relation: str) -> str:
    """A SELECT of the rows, with all columns, that a table in the contract's mode has.

    upsert: the newest version of every key, deleted ones too. history: every version of every key, once. append: every
    event, once.
    """
    match _mode(contract):
        case Mode.UPSERT:
            return _newest(contract, relation)
        case Mode.HISTORY:
            return _once(f"{_keys(contract)}, _event_id", relation)
        case Mode.APPEND:
            return _once("_event_id", relation)


def _mode(contract: Contract) -> Mode:
    spec = contract.sink(SINK)
    if spec is None:
        raise FinalError(f"contract {contract.path} does not load into sink {SINK!r}.")
    return spec.mode


def _newest(contract: Contract, relation: str) -> str:
    return _first(_keys(contract), NEWEST_FIRST, relation)


def _once(event: str, relation: str) -> str:
    loaded = f"SELECT *, {FIRST_LOADED.format(of_each=event)} AS _first FROM {relation}"
    return f"SELECT * EXCLUDE (_first) FROM ({_first(event, OLDEST_FIRST, f'({loaded})')})"


def _first(of_each: str, order: str, relation: str) -> str:
    return f"SELECT * FROM {relation} QUALIFY row_number() OVER (PARTITION BY {of_each} ORDER BY {order}) = 1"


def _keys(contract: Contract) -> str:
    return ", ".join(f'"{field.name}"' for field in contract.key_fields)
