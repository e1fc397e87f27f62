"""Finds what is wrong with a regulation before any number is computed from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from include.contract.catalog import Catalog
from include.contract.model import Mode
from include.iku.period import Period
from include.iku.regulation import FILE, Indicator, Problem, Regulation, bare, wrong

PARAMETER = re.compile(r":([a-z_]+)\b")
TABLE = re.compile(r"\b(?:FROM|JOIN)\s+`?([a-z_]\w*)", re.IGNORECASE)
WITH = re.compile(r"\b([a-z_]\w*)\s+AS\s*\(", re.IGNORECASE)
PERIOD_PARAMETERS = frozenset(Period(date.min.replace(year=2000)).parameters())


def check(regulations: tuple[Regulation, ...], catalog: Catalog) -> None:
    """Raises FinalError with every problem of the first wrong file: file, field, value and what was expected."""
    for regulation in regulations:
        if problems := list(_file_problems(regulation, catalog)):
            raise wrong(regulation.regulasi, FILE, problems)
        for indicator in regulation.indikator:
            if problems := list(_sql_problems(indicator)):
                raise wrong(regulation.regulasi, indicator.sql, problems)


def _file_problems(regulation: Regulation, catalog: Catalog) -> Iterator[Problem]:
    times = Counter(indicator.kode for indicator in regulation.indikator)
    for number, goal in enumerate(regulation.sasaran):
        for code in goal.indikator:
            if code not in times:
                yield f"sasaran[{number}].indikator", code, f"one of {', '.join(times)}"
    for number, indicator in enumerate(regulation.indikator):
        where = f"indikator[{number}]"
        if times[indicator.kode] > 1:
            yield f"{where}.kode", indicator.kode, "a code of its own"
        if (indicator.satuan == "kategori") != bool(indicator.kategori):
            names = "names of its categories, the worst first" if indicator.satuan == "kategori" else "none"
            yield f"{where}.kategori", _plain(indicator.kategori), f"{names} (satuan {indicator.satuan})"
        for dataset in indicator.membaca:
            yield from _dataset_problems(f"{where}.membaca", dataset, catalog)
        for name, table in indicator.tabel.items():
            if name in indicator.membaca:
                yield f"{where}.tabel", name, "another name than that of a dataset it reads"
            for line, row in enumerate(table.baris):
                if len(row) != len(table.kolom):
                    names = ", ".join(table.kolom)
                    yield f"{where}.tabel.{name}.baris[{line}]", _plain(row), f"{len(table.kolom)} values ({names})"
        for name in indicator.batas.keys() & PERIOD_PARAMETERS:
            yield f"{where}.batas", name, "another name than those every report gives"


def _dataset_problems(field: str, dataset: str, catalog: Catalog) -> Iterator[Problem]:
    known = {contract.dataset: contract for contract in catalog.contracts}
    if dataset not in known:
        yield field, dataset, f"one of {', '.join(known)}"
        return
    sink = known[dataset].sink("warehouse")
    if sink is None or sink.mode is not Mode.HISTORY:
        yield field, dataset, "a dataset whose contract keeps history in the warehouse (mode: history)"


def _sql_problems(indicator: Indicator) -> Iterator[Problem]:
    sql = bare(indicator.query)
    parameters = PERIOD_PARAMETERS | indicator.batas.keys()
    for name in sorted(set(PARAMETER.findall(sql)) - parameters):
        yield "parameter", f":{name}", f"one of {', '.join(sorted(parameters))}"
    # A table that is not declared would be read with all its versions, whatever the date of the report.
    tables, own = {*indicator.membaca, *indicator.tabel}, set(WITH.findall(sql))
    for name in sorted(own & tables):
        yield "WITH", name, "another name than those of membaca and tabel"
    for name in sorted(set(TABLE.findall(sql)) - tables - own):
        yield "table", name, f"one of membaca or tabel: {', '.join(sorted(tables))}"


def _plain(row: tuple[object, ...]) -> str:
    return "[" + ", ".join(str(value) for value in row) + "]"
