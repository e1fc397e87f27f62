"""What students do and win outside their prodi."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from stack.campus.iku_view import DIPLOMA_AND_BACHELOR, Piece, View
from stack.campus.model import Values

INTERNSHIP, EXCHANGE = "13", "21"
OUTSIDE = {str(kind) for kind in range(13, 22)}
DIPLOMA, SHORT_DIPLOMA = {"20", "21", "22", "23"}, {"20", "21"}
POSTGRADUATE, MASTER = {"35", "36", "40", "41"}, {"35", "36"}

WON_358 = {
    "6": {"1": "1.0", "2": "0.5", "3": "0.5", "favorit": "0.5", "harapan": "0.3", "finalis": "0.2"},
    "5": {"1": "0.6", "2": "0.3", "3": "0.3", "favorit": "0.3", "harapan": "0.2", "finalis": "0.1"},
    "4": {"1": "0.4", "2": "0.2", "3": "0.2", "favorit": "0.2", "harapan": "0.1", "finalis": "0.05"},
}
WON_210 = {
    "6": {"1": "1.0", "2": "0.9", "3": "0.8", **dict.fromkeys(("favorit", "harapan", "finalis", "peserta"), "0.7")},
    "5": {"1": "0.7", "2": "0.6", "3": "0.5"},
    "4": {"1": "0.4", "2": "0.3", "3": "0.2"},
}
WON_3 = {level: dict.fromkeys(("1", "2", "3", "favorit", "harapan"), "1") for level in ("5", "6")}
Weights = dict[str, dict[str, str]]
"""Weight of an achievement by level and rank."""


@dataclass(frozen=True)
class Activity:
    """What a member of an activity outside the prodi has of it."""

    student: str
    kind: str
    term: str
    prodi: str
    sks: Decimal
    supervised: bool


def activities(view: View) -> Iterator[Activity]:
    """Those of the semesters of the budget year that were ordered by the day."""
    sks: dict[str, Decimal] = defaultdict(Decimal)
    for row in view.values("konversi_aktivitas"):
        sks[row["id_anggota"]] += row["sks_mata_kuliah"]
    supervised = {row["id_aktivitas"] for row in view.values("bimbingan_mahasiswa")}
    known = {row["id_aktivitas"]: row for row in view.values("aktivitas_mahasiswa")}
    for member in view.values("anggota_aktivitas"):
        activity = known.get(member["id_aktivitas"])
        if (
            activity is None
            or activity["id_jenis_aktivitas"] not in OUTSIDE
            or activity["id_semester"] not in view.terms
        ):
            continue
        if activity["tanggal_sk_tugas"] is None or activity["tanggal_sk_tugas"] <= view.day:
            yield Activity(
                member["id_registrasi_mahasiswa"], activity["id_jenis_aktivitas"], activity["id_semester"],
                activity["id_prodi"], sks[member["id_anggota"]], member["id_aktivitas"] in supervised,
            )  # fmt: skip


def active_358(view: View) -> list[Piece]:
    """The better of what a student's activities and achievements weigh."""
    counted = _of_levels(view, DIPLOMA_AND_BACHELOR)
    won = _won(view, counted, WON_358)
    sks: dict[str, Decimal] = defaultdict(Decimal)
    for each in activities(view):
        if each.student in counted and each.supervised:
            level = view.level(counted[each.student]["id_prodi"])
            if each.kind != INTERNSHIP or level not in DIPLOMA:
                sks[each.student] += each.sks
    return [
        Piece(id_, student["id_prodi"], "", max(_of_sks(sks[id_]), won.get(id_, Fraction(0))))
        for id_, student in counted.items()
    ]


def active_210(view: View) -> list[Piece]:
    """Half for activities, a fifth for exchange, three tenths for achievements; who comes from elsewhere adds to exchange."""
    counted = _of_levels(view, DIPLOMA_AND_BACHELOR)
    won = _won(view, counted, WON_210)
    outside: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    exchange: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    inbound: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for each in activities(view):
        if each.student in counted:
            (exchange if each.kind == EXCHANGE else outside)[each.student, each.term] += each.sks
        elif each.kind == EXCHANGE and each.student not in view.students:
            inbound[each.student, each.prodi, each.term] += each.sks
    pieces = []
    for id_, student in counted.items():
        fewest = _fewest(view, student["id_prodi"])
        parts = [_share([sks[id_, term] for term in view.terms], fewest) for sks in (outside, exchange)]
        added = parts[0] / 2 + parts[1] / 5 + won.get(id_, Fraction(0)) * Fraction(3, 10)
        pieces.append(Piece(id_, student["id_prodi"], "", added))
    for visitor, prodi in sorted({(visitor, prodi) for visitor, prodi, _ in inbound}):
        if view.level(prodi) in DIPLOMA_AND_BACHELOR:
            share = _share([inbound[visitor, prodi, term] for term in view.terms], _fewest(view, prodi))
            pieces.append(Piece(f"inbound {visitor} {prodi}", prodi, "", share / 5, counted=Fraction(0)))
    return pieces


def active_3(view: View) -> list[Piece]:
    """Twenty sks or an achievement, of those who have not left in any way."""
    levels = DIPLOMA_AND_BACHELOR - {"20"}
    counted = {id_: student for id_, student in _of_levels(view, levels).items() if id_ not in view.exits}
    won = _won(view, counted, WON_3)
    sks: dict[str, Decimal] = defaultdict(Decimal)
    for each in activities(view):
        sks[each.student] += each.sks
    return [
        Piece(id_, student["id_prodi"], "", Fraction(int(sks[id_] >= 20 or id_ in won)))
        for id_, student in counted.items()
    ]


def share_of_levels(view: View, levels: set[str]) -> list[Piece]:
    """For every prodi its students, who all count where it is of these levels."""
    number: dict[str, int] = defaultdict(int)
    for student in view.active.values():
        number[student["id_prodi"]] += 1
    return [
        Piece(prodi, prodi, "", Fraction(count if view.level(prodi) in levels else 0), Fraction(count))
        for prodi, count in number.items()
        if prodi in view.prodi
    ]


def _of_levels(view: View, levels: set[str]) -> dict[str, Values]:
    return {id_: student for id_, student in view.active.items() if view.level(student["id_prodi"]) in levels}


def _won(view: View, counted: dict[str, Values], weights: Weights) -> dict[str, Fraction]:
    """The best achievement of a person in the year, by the newest of the registrations that count."""
    best: dict[str, Fraction] = {}
    for won in view.values("prestasi_mahasiswa"):
        weight = Fraction(weights.get(won["id_tingkat_prestasi"], {}).get(won["peringkat"], "0"))
        by_now = won["tanggal"] is None or won["tanggal"] <= view.day
        if weight and won["tahun_prestasi"] == view.day.year and by_now:
            best[won["id_mahasiswa"]] = max(weight, best.get(won["id_mahasiswa"], weight))
    found: dict[str, Fraction] = {}
    seen: set[str] = set()
    for id_, student in sorted(counted.items(), key=lambda each: (-int(each[1]["id_periode_masuk"]), each[0])):
        person = student["id_mahasiswa"]
        if person in best and person not in seen:
            found[id_] = best[person]
        seen.add(person)
    return found


def _of_sks(sks: Decimal) -> Fraction:
    tenths = 10 if sks >= 10 else 6 if sks > 5 else 4 if sks > 0 else 0
    return Fraction(tenths, 10)


def _fewest(view: View, prodi: str) -> int:
    return 5 if view.level(prodi) in SHORT_DIPLOMA else 10


def _share(by_term: list[Decimal], fewest: int) -> Fraction:
    """Of twenty sks, those of the semesters that have enough."""
    return min(Fraction(sum((sks for sks in by_term if sks >= fewest), Decimal(0))) / 20, Fraction(1))
