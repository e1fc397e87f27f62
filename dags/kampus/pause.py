"""Datasets that rest for a while. Their names stand in an Airflow Variable, which a person sets without a deployment."""

from __future__ import annotations

import logging

from airflow.sdk import Variable
from airflow.sdk.exceptions import AirflowSkipException

from include.contract.catalog import load_catalog

PAUSED = "kampus_jeda"

log = logging.getLogger(__name__)


def skip_if_paused(dataset: str) -> None:
    """Skip the running task while its dataset rests. The other datasets of the same DAG go on."""
    named = paused()
    if unknown := named - {contract.dataset for contract in load_catalog().contracts}:
        log.warning("Variable %s menyebut dataset yang tidak ada: %s", PAUSED, ", ".join(sorted(unknown)))
    if dataset in named:
        raise AirflowSkipException(
            f"{dataset} dijeda lewat Variable {PAUSED}. Hapus namanya dari sana untuk melanjutkan; tidak ada yang hilang."
        )


def paused() -> set[str]:
    """The names in the variable: `pesanan, item_pesanan`."""
    return {name.strip() for name in Variable.get(PAUSED, default="").split(",") if name.strip()}
