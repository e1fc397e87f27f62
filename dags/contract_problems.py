"""Shows every wrong contract as an import error in the Airflow UI. The other contracts' DAGs are not touched by it."""

from __future__ import annotations

# Airflow only parses files that mention a dag and airflow; this one has no DAG on purpose.
from include.contract.catalog import load_catalog
from include.errors import ContractError

if problems := load_catalog().problems:
    raise ContractError("\n".join(str(problem) for problem in problems))
