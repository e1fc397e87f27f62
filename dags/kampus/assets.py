"""The assets of the house: the asset graph in the Airflow UI is the map of the system."""

from __future__ import annotations

from airflow.sdk import Asset

from include.contract.model import Contract, SinkSpec


def source_asset(contract: Contract) -> Asset:
    name = f"{contract.source.name}/{contract.source.object}"
    return Asset(name=f"sumber:{name}", uri=f"kampus://sumber/{name}", group="sumber")


def topic_asset(contract: Contract) -> Asset:
    return Asset(name=f"topik:{contract.topic.name}", uri=f"kampus://topik/{contract.topic.name}", group="topik")


def table_asset(sink: SinkSpec) -> Asset:
    name = f"{sink.sink}/{sink.table}"
    return Asset(name=f"tabel:{name}", uri=f"kampus://tabel/{name}", group="tabel")


REPORT = Asset(name="laporan:iku", uri="kampus://laporan/iku", group="laporan")
