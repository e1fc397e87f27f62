"""The IKU values of the sample campus, straight from its true rows, in exact fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from stack.campus.academic import LEVELS
from stack.campus.model import Campus, Key, Row, Values
from stack.campus.reference import minimum_wages, wage

BACHELOR = {"20", "21", "22", "23", "30"}
IDEAL = {"20": 100, "21": 50, "22": 33, "23": 25, "30": 25, "35": 50, "40": 33}
Piece = tuple[str, str, Fraction]
"""A prodi, a stratum and what one person or course adds to the numerator; each adds one to the denominator."""


def iku_truth(campus: Campus, day: date) -> dict[str, Any]:
    state = _State(campus, day)
    return {
        "358-M-KEP-2025": {
            "1": _levels(state, _aee(state), _ideal_factor),
            "2": _levels(state, _outcomes(state, _weight_358)),
        },
        "210-M-2023": {"1": _levels(state, _outcomes(state, _weight_210)), "7": _levels(state, _courses(state))},
    }


class _State:
    """The good rows that the report of a day may see."""

    def __init__(self, campus: Campus, day: date) -> None:
        self.campus, self.day = campus, day
        self.prodi = {key[0]: row.values for key, row in self.rows("program_studi")}
        year = day.year
        begun = [(f"{year - 1}2", date(year, 2, 1)), (f"{year}1", date(year, 8, 1))]
        self.terms = {term for term, start in begun if day >= start}

    def rows(self, table: str) -> Iterable[tuple[Key, Row]]:
        for key, row in self.campus.good(table).items():
            # A source stamps in UTC; the report's day ends at midnight on campus, seven hours earlier.
            if row.created is None or (row.created + timedelta(hours=7)).date() <= self.day:
                yield key, row


def _ideal_factor(stratum: str) -> Fraction:
    return Fraction(100 * 100, IDEAL[stratum])


def _levels(state: _State, pieces: list[Piece], factor: Any = lambda _: Fraction(100)) -> dict[str, dict[str, Any]]:
    groups: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in pieces:
        faculty = state.prodi[piece[0]]["fakultas_id"]
        for level, unit in (("pt", "*"), ("fakultas", faculty), ("prodi", piece[0])):
            if unit:
                groups[level, unit].append(piece)
    found: dict[str, dict[str, Any]] = {"pt": {}, "fakultas": {}, "prodi": {}}
    for (level, unit), members in sorted(groups.items()):
        found[level][unit] = _number(members, factor)
    return found


def _number(pieces: list[Piece], factor: Any) -> dict[str, Any]:
    strata: dict[str, list[Fraction]] = defaultdict(list)
    for _, stratum, added in pieces:
        strata[stratum].append(added)
    parts = [sum(added, Fraction(0)) / len(added) * factor(stratum) for stratum, added in strata.items()]
    value = sum(parts, Fraction(0)) / len(parts)
    return {
        "pembilang": str(_decimal(sum((p[2] for p in pieces), Fraction(0)))),
        "penyebut": len(pieces),
        "nilai": str(_decimal(value)),
    }


def _decimal(value: Fraction) -> Decimal:
    """Four decimals, halves up."""
    return Decimal((value * 10_000 + Fraction(1, 2)).__floor__()) / 10_000


def _aee(state: _State) -> list[Piece]:
    leave: dict[str, int] = defaultdict(int)
    registered = set()
    for (id_, term), row in state.rows("aktivitas_kuliah"):
        leave[id_] += row.values["id_status_mahasiswa"] == "C" and term[4] in "12"
        if term in state.terms:
            registered.add(id_)
    graduates = dict(_graduates(state, state.day.year))
    pieces = []
    for (id_,), row in state.rows("riwayat_pendidikan"):
        student = row.values
        unit = state.prodi.get(student["id_prodi"])
        if unit is None or unit["id_jenjang_pendidikan"] not in IDEAL:
            continue
        level = unit["id_jenjang_pendidikan"]
        on_time = False
        if id_ in graduates:
            taken = _index(graduates[id_]["id_periode_keluar"]) - _index(student["id_periode_masuk"]) + 1 - leave[id_]
            on_time = taken <= LEVELS[level][1]
        if on_time or (id_ in registered and student["id_jenis_keluar"] in (None, "1")):
            pieces.append((student["id_prodi"], level, Fraction(int(on_time))))
    return pieces


def _graduates(state: _State, year: int) -> Iterable[tuple[str, Values]]:
    for (id_,), row in state.rows("lulusan"):
        left = row.values["tanggal_keluar"]
        if row.values["id_jenis_keluar"] == "1" and left.year == year and left <= state.day:
            yield id_, row.values


def _outcomes(state: _State, weigh: Any) -> list[Piece]:
    year = state.day.year
    answers = {
        key: row.values
        for key, row in state.campus.good("tracer_study").items()
        if row.values["tanggal_isi"] <= state.day
    }
    pieces = []
    for _, graduate in _graduates(state, year - 1):
        unit = state.prodi.get(graduate["id_prodi"])
        answer = answers.get((graduate["nim"], year - 1))
        if unit is None or unit["id_jenjang_pendidikan"] not in BACHELOR or answer is None:
            continue
        pieces.append((graduate["id_prodi"], "", weigh(answer, graduate["tanggal_keluar"], year)))
    return pieces


def _studies_in_time(answer: Values, graduated: date) -> bool:
    begun = answer["f18d"]
    limit = (graduated.year + 1, graduated.month, min(graduated.day, 28) if graduated.month == 2 else graduated.day)
    return begun is not None and (begun.year, begun.month, begun.day) <= limit


def _weight_358(answer: Values, graduated: date, year: int) -> Fraction:
    if answer["f8"] == "4":
        return Fraction(6, 10) if _studies_in_time(answer, graduated) else Fraction(0)
    wait, income = answer["f502"], answer["f505"]
    if answer["f8"] not in ("1", "3") or wait is None or income is None:
        return Fraction(0)
    floor = wage(minimum_wages(), answer["f5a1"], year)
    above = floor is not None and income * 10 > floor * 12
    if answer["f8"] == "3" and answer["f5c"] in ("1", "2"):
        early = 0 < wait < 6
        tenths = (12 if early else 10) if above else (8 if early else 6)
    elif answer["f8"] == "3" and answer["f5c"] == "4":
        tenths = (5 if above else 3) if wait < 6 else (4 if above else 2)
    elif above:
        tenths = 10 if wait < 6 else 8 if wait < 12 else 0
    else:
        tenths = 6 if wait < 12 else 0
    return Fraction(tenths, 10)


def _weight_210(answer: Values, graduated: date, year: int) -> Fraction:
    if answer["f8"] == "4":
        return Fraction(int(_studies_in_time(answer, graduated)))
    wait, income = answer["f502"], answer["f505"]
    if answer["f8"] not in ("1", "3") or wait is None or income is None or wait > 12:
        return Fraction(0)
    floor = wage(minimum_wages(), answer["f5a1"], year)
    enough = floor is not None and income * 10 >= floor * 12
    early = wait <= 6
    if answer["f8"] == "3":
        return Fraction((12 if enough else 10) if early else (10 if enough else 8), 10)
    return Fraction((10 if enough else 7) if early else (8 if enough else 5), 10)


def _courses(state: _State) -> list[Piece]:
    attended = {key[0] for key, _ in state.rows("peserta_kelas")}
    taken = {
        row.values["id_matkul"] for key, row in state.rows("kelas_kuliah")
        if row.values["id_semester"] in state.terms and key[0] in attended
    }  # fmt: skip
    total: dict[str, Fraction] = defaultdict(Fraction)
    joint: dict[str, Fraction] = defaultdict(Fraction)
    for _, row in state.rows("rencana_evaluasi"):
        weight = Fraction(row.values["bobot_evaluasi"])
        total[row.values["id_matkul"]] += weight
        if row.values["id_jenis_evaluasi"] in ("2", "3"):
            joint[row.values["id_matkul"]] += weight
    pieces = []
    for (id_,), row in state.rows("mata_kuliah"):
        unit = state.prodi.get(row.values["id_prodi"])
        if id_ in taken and unit is not None and unit["id_jenjang_pendidikan"] in BACHELOR:
            pieces.append((row.values["id_prodi"], "", Fraction(int(total[id_] > 0 and 2 * joint[id_] >= total[id_]))))
    return pieces


def _index(term: str) -> int:
    return 2 * int(term[:4]) + min(int(term[4]), 2)
