"""What lecturers do, are certified for and create."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from stack.campus.iku_students import OUTSIDE
from stack.campus.iku_view import Piece, View
from stack.campus.semesters import number_of_code
from stack.campus.years import years_later

COMPETITION, CHAMPIONS = "12", ("1", "2", "3")
YEARS_OUTSIDE = 5
WORKS_210 = {
    "tulis": {
        "jurnal_internasional_bereputasi": 8, "buku_referensi": 8, "buku_isbn": 8, "book_chapter_internasional": 6,
        "jurnal_nasional_doaj": 6, "prosiding_internasional": 6, "hasil_kerja_sama": 6, "lainnya": 4,
    },
    "terapan": {"diterapkan": 10, "paten_internasional": 10, "berizin": 8, "paten_nasional": 8},
    "seni": {
        "karya_internasional": 9, "rancangan_internasional": 7, "karya_nasional": 7, "rancangan_nasional": 5, "karya_lokal": 5,
    },
}  # fmt: skip
"""Tenths that a work weighs, by category and kind."""


def recognised_358(view: View) -> list[Piece]:
    recognised = {
        row["id_dosen"]
        for row in view.values("rekognisi_dosen")
        if row["tingkat"] == "internasional" and view.this_year(row["tanggal"])
    }
    return [
        _piece(view, id_, Fraction(int(id_ in recognised and home["nuptk"] is not None)))
        for id_, home in view.lecturers.items()
    ]


def policy_makers_358(view: View) -> list[Piece]:
    involved = {
        row["id_dosen"]
        for row in view.values("form_kebijakan")
        if row["tahun"] == view.day.year and view.this_year(row["tanggal"])
    }
    return [_piece(view, id_, Fraction(int(id_ in involved))) for id_ in view.lecturers]


def outside_210(view: View) -> list[Piece]:
    """Work outside within five years counts in full, guiding students outside their prodi three quarters."""
    since = years_later(view.day, -YEARS_OUTSIDE)
    outside = {
        row["id_dosen"]
        for row in view.values("kegiatan_luar_dosen")
        if row["tanggal_mulai"] <= view.day and (row["tanggal_selesai"] is None or row["tanggal_selesai"] >= since)
    }
    guiding = set(_guides(view))
    return [
        _piece(view, id_, Fraction(1) if id_ in outside else Fraction(3, 4) if id_ in guiding else Fraction(0))
        for id_, home in view.lecturers.items()
        if home["jenis_nomor"] == "NIDN"
    ]


def qualified_210(view: View) -> list[Piece]:
    """Six tenths for a certified lecturer; four tenths for every practitioner who teaches."""
    certified = {
        row["id_dosen"]
        for row in view.values("sertifikasi_dosen")
        if row["jenis"] in ("kompetensi", "profesi")
        and view.within_the_year(row["berlaku_dari"], row["berlaku_sampai"])
    }
    pieces = [_piece(view, id_, Fraction(6 if id_ in certified else 0, 10)) for id_ in view.lecturers]
    teaching = [row for row in view.values("praktisi_mengajar") if row["id_semester"] in view.terms]
    teaching.sort(key=lambda row: (number_of_code(row["id_semester"]), row["id_praktisi_mengajar"]))
    seen = set()
    for row in teaching:
        person = (row["nama_praktisi"], row["institusi"])
        if person not in seen:
            key = row["id_praktisi_mengajar"]
            pieces.append(Piece(f"praktisi {key}", row["id_prodi"], "", Fraction(4, 10), counted=Fraction(0)))
        seen.add(person)
    return pieces


def applied_210(view: View) -> list[Piece]:
    """The best work of a lecturer in each category."""
    works = {row["id_karya"]: row for row in view.values("karya_dosen") if view.this_year(row["tanggal_terbit"])}
    best: dict[str, dict[str, int]] = defaultdict(dict)
    for author in view.values("penulis_karya"):
        if work := works.get(author["id_karya"]):
            category, tenths = work["kategori"], WORKS_210[work["kategori"]].get(work["jenis"], 0)
            of_author = best[author["id_dosen"]]
            of_author[category] = max(tenths, of_author.get(category, 0))
    return [_piece(view, id_, Fraction(sum(best[id_].values()), 10)) for id_ in view.lecturers]


def _guides(view: View) -> Iterator[str]:
    """Lecturers who guide activities outside the prodi, or competitions whose members won in the year."""
    champions = {
        won["id_mahasiswa"]
        for won in view.values("prestasi_mahasiswa")
        if won["peringkat"] in CHAMPIONS
        and won["tahun_prestasi"] == view.day.year
        and (won["tanggal"] is None or won["tanggal"] <= view.day)
    }
    winning = {
        member["id_aktivitas"]
        for member in view.values("anggota_aktivitas")
        if (student := view.students.get(member["id_registrasi_mahasiswa"])) and student["id_mahasiswa"] in champions
    }
    guided = {
        row["id_aktivitas"]
        for row in view.values("aktivitas_mahasiswa")
        if row["id_semester"] in view.terms
        and (
            row["id_jenis_aktivitas"] in OUTSIDE
            or (row["id_jenis_aktivitas"] == COMPETITION and row["id_aktivitas"] in winning)
        )
    }
    for row in view.values("bimbingan_mahasiswa"):
        if row["id_aktivitas"] in guided:
            yield row["id_dosen"]


def _piece(view: View, lecturer: str, added: Fraction) -> Piece:
    return Piece(lecturer, view.lecturers[lecturer]["id_prodi"], "", added)
