"""Publications, and partnerships with what comes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction

from stack.campus.iku_view import DIPLOMA_AND_BACHELOR, Piece, View
from stack.campus.model import Values

NOT_PUBLISHED = "hasil_kerja_sama"
QUARTILES = {"TOP": "1.2", "Q1": "1", "Q2": "0.75", "Q3": "0.5", "Q4": "0.25", "PROS": "0.25"}
LEFT_OUT = ("mdpi", "multidisciplinary digital publishing", "frontiers", "hindawi")
"""How the names of publishers begin that are no longer recognised."""
PARTNERS_210 = {
    "perusahaan_teknologi_global": "1", "organisasi_multilateral": "1", "pt_luar_negeri_qs200": "1",
    "perusahaan_multinasional": "0.75", "nirlaba_kelas_dunia": "0.75", "perusahaan_nasional": "0.5", "bumn_bumd": "0.5",
    "startup_teknologi": "0.5", "pt_dalam_negeri_qs200": "0.5", "instansi_pemerintah": "0.3", "rumah_sakit": "0.3",
    "lembaga_riset": "0.3", "lembaga_kebudayaan": "0.3",
}  # fmt: skip


def publications_358(view: View) -> list[Piece]:
    return publications(view, _reputation)


def publications(view: View, weigh: Callable[[Values], Fraction]) -> list[Piece]:
    """What was published in the year, at the prodi of the first author who has one."""
    authors: dict[str, list[Values]] = defaultdict(list)
    for row in view.values("penulis_karya"):
        authors[row["id_karya"]].append(row)
    found = []
    for work in view.values("karya_dosen"):
        published = work["kategori"] == "tulis" and work["jenis"] != NOT_PUBLISHED
        if published and view.this_year(work["tanggal_terbit"]):
            ours = [row for row in authors[work["id_karya"]] if row["id_dosen"] in view.lecturers]
            first = min(ours, key=lambda row: row["urutan"], default=None)
            prodi = view.lecturers[first["id_dosen"]]["id_prodi"] if first else None
            found.append(Piece(work["id_karya"], prodi, "", weigh(work)))
    return found


def _reputation(work: Values) -> Fraction:
    left_out = (work["penerbit"] or "").lower().startswith(LEFT_OUT)
    if work["indeks"] not in ("scopus", "wos") or left_out:
        return Fraction(0)
    weight = Fraction(QUARTILES.get(work["kuartil"], "0"))
    return weight * Fraction(5, 4) if work["kolaborasi_internasional"] == "1" else weight


def outputs_358(view: View) -> list[Piece]:
    """Works of the year that come of a partnership and are used, against the partnerships that held in the year."""
    members: dict[str, set[str]] = defaultdict(set)
    for row in view.values("kerja_sama_prodi"):
        members[row["id_kerja_sama"]].add(row["id_prodi"])
    places: dict[str, tuple[str | None, str | None]] = {}
    pieces = []
    for row in view.values("kerja_sama"):
        id_ = row["id_kerja_sama"]
        faculties = {view.prodi[prodi]["fakultas_id"] for prodi in members[id_]}
        prodi = next(iter(members[id_])) if len(members[id_]) == 1 else None
        places[id_] = (prodi, next(iter(faculties)) if len(faculties) == 1 else None)
        if view.within_the_year(row["tanggal_mulai"], row["tanggal_selesai"]):
            pieces.append(Piece(id_, places[id_][0], "", Fraction(0), faculty=places[id_][1]))
    for work in view.values("karya_dosen"):
        of = places.get(work["id_kerja_sama"])
        if of and work["dimanfaatkan"] == "1" and view.this_year(work["tanggal_terbit"]):
            pieces.append(Piece(work["id_karya"], of[0], "", Fraction(1), counted=Fraction(0), faculty=of[1]))
    return pieces


def partners_210(view: View) -> list[Piece]:
    """The partners of every prodi, each with the best of its agreements of the year."""
    ours = {
        id_
        for id_, prodi in view.prodi.items()
        if prodi["id_jenjang_pendidikan"] in DIPLOMA_AND_BACHELOR and prodi["status"] in ("A", None)
    }
    agreements = {
        row["id_kerja_sama"]: row
        for row in view.values("kerja_sama")
        if row["jenis_dokumen"] in ("MoA", "IA") and view.this_year(row["tanggal_mulai"])
    }
    best: dict[tuple[str, str], Fraction] = {}
    for row in view.values("kerja_sama_prodi"):
        agreement = agreements.get(row["id_kerja_sama"])
        if agreement and row["id_prodi"] in ours:
            place = (row["id_prodi"], agreement["mitra"])
            weight = Fraction(PARTNERS_210.get(agreement["kelas_mitra"], "0"))
            best[place] = max(weight, best.get(place, weight))
    return [
        *(Piece(id_, id_, "", Fraction(0)) for id_ in ours),
        *(
            Piece(f"{prodi} {partner}", prodi, "", weight, counted=Fraction(0))
            for (prodi, partner), weight in best.items()
        ),
    ]
