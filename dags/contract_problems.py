"""Shows every wrong contract as an import error in the Airflow UI. The DAGs of the other datasets are not touched by it."""

from __future__ import annotations

# Airflow only parses files that mention a dag and airflow; this one has no DAG on purpose.
from include.contract.catalog import load_catalog
from include.errors import ContractError

if problems := load_catalog().problems:
    raise ContractError(
        "Kontrak berikut salah, jadi DAG dataset-nya tidak ada sampai diperbaiki. DAG dataset lain tetap berjalan.\n"
        + "\n".join(str(problem) for problem in problems)
    )
