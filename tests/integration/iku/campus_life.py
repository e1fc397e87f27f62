"""What students and lecturers do, as sentences about a campus: the rows that the indicators beside teaching are made of."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.integration.iku.history import History

_numbers = count()


def took_part(
    history: History, student: str, kind: int, sks: float = 20, semester: str = "20251", prodi: str = "if",
    courses: tuple[str | None, ...] = (None,),
) -> int:  # fmt: skip
    """An activity of its own, whose sks are spread evenly over `courses`. Returns the offset of the membership."""
    id_, member_id = activity(history, kind, semester, prodi), f"anggota-{next(_numbers):06}"
    member = join(history, id_, student, member_id)
    for number, course in enumerate(courses):
        history.add(
            "konversi_aktivitas", id_konversi_aktivitas=f"{id_}-{number}", id_aktivitas=id_, id_anggota=member_id,
            id_matkul=course, sks_mata_kuliah=sks / len(courses),
        )  # fmt: skip
    return member


def activity(history: History, kind: int, semester: str = "20251", prodi: str = "if") -> str:
    id_ = f"aktivitas-{next(_numbers):06}"
    history.add(
        "aktivitas_mahasiswa", id_aktivitas=id_, id_jenis_aktivitas=str(kind), id_prodi=prodi, id_semester=semester
    )
    return id_


def join(history: History, activity_id: str, student: str, member_id: str = "") -> int:
    return history.add(
        "anggota_aktivitas", id_anggota=member_id or f"anggota-{next(_numbers):06}", id_aktivitas=activity_id,
        id_registrasi_mahasiswa=student,
    )  # fmt: skip


def won(
    history: History, student: str, tingkat: str, peringkat: str, tahun: int = 2025, tanggal: str | None = None, person: str = ""
) -> int:  # fmt: skip
    levels = {"provinsi": "4", "nasional": "5", "internasional": "6"}
    person = person or f"orang-{student}"
    return history.add(
        "prestasi_mahasiswa", id_prestasi=f"prestasi-{next(_numbers):06}", id_mahasiswa=person, nama_prestasi="Lomba",
        id_tingkat_prestasi=levels[tingkat], tahun_prestasi=tahun, tanggal=tanggal, peringkat=peringkat,
    )  # fmt: skip


def lecturer(history: History, id_: str, nomor: str = "NIDN", prodi: str | None = "if", **other: Any) -> int:
    """With a homebase in 2025/2026, unless told otherwise."""
    return history.add(
        "penugasan_dosen",
        **{
            "id_registrasi_dosen": f"tugas-{next(_numbers):06}", "id_dosen": id_, "nidn": f"nidn-{id_}"[:20], "jenis_nomor": nomor,
            "id_tahun_ajaran": "2025", "id_prodi": prodi, "apakah_homebase": "1", **other,
        },
    )  # fmt: skip


def supervised(history: History, dosen: str, activity_id: str) -> int:
    return history.add(
        "bimbingan_mahasiswa",
        id_bimbing_mahasiswa=f"bimbing-{next(_numbers):06}",
        id_aktivitas=activity_id,
        id_dosen=dosen,
    )


def worked_outside(history: History, dosen: str, jenis: str, mulai: str, selesai: str | None) -> int:
    return history.add(
        "kegiatan_luar_dosen", id_kegiatan=f"kegiatan-{next(_numbers):06}", id_dosen=dosen, jenis=jenis, tanggal_mulai=mulai,
        tanggal_selesai=selesai,
    )  # fmt: skip


def wrote(history: History, id_: str, kategori: str, jenis: str, *authors: str, terbit: str = "2025-06-01") -> int:
    offset = history.add(
        "karya_dosen", id_karya=id_, judul=f"Judul {id_}", kategori=kategori, jenis=jenis, tanggal_terbit=terbit
    )
    for author in authors:
        history.add("penulis_karya", id_karya=id_, id_dosen=author)
    return offset


def agreed(
    history: History, id_: str, kelas: str, *prodi: str, dokumen: str = "MoA", mulai: str = "2025-06-01", mitra: str = ""
) -> int:  # fmt: skip
    offset = history.add(
        "kerja_sama", id_kerja_sama=id_, mitra=mitra or f"Mitra {id_}", kelas_mitra=kelas, jenis_dokumen=dokumen,
        tanggal_mulai=mulai,
    )  # fmt: skip
    for each in prodi:
        history.add("kerja_sama_prodi", id_kerja_sama=id_, id_prodi=each)
    return offset


def accredited(
    history: History, prodi: str, lembaga: str = "ABET", dari: str = "2020-01-01", sampai: str | None = None,
    cakupan: str = "internasional", peringkat: str | None = None,
) -> int:  # fmt: skip
    return history.add(
        "akreditasi_prodi", id_akreditasi=f"akreditasi-{next(_numbers):06}", id_prodi=prodi, lembaga=lembaga, cakupan=cakupan,
        peringkat=peringkat, berlaku_dari=dari, berlaku_sampai=sampai,
    )  # fmt: skip
