"""Partnerships with partners of every class, and the prodi that take part in them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Key, Row

PARTNERS = {
    "perusahaan_teknologi_global": "Awan Global Inc.",
    "organisasi_multilateral": "Badan Pangan Antarbangsa",
    "pt_luar_negeri_qs200": "Southern Coast University",
    "perusahaan_multinasional": "Nusa Kimia International",
    "nirlaba_kelas_dunia": "Yayasan Bumi Hijau",
    "perusahaan_nasional": "PT Baja Merdeka Tbk",
    "bumn_bumd": "PT Listrik Daerah (Persero)",
    "startup_teknologi": "PT Kirim Cepat Digital",
    "pt_dalam_negeri_qs200": "Universitas Contoh Negeri",
    "instansi_pemerintah": "Dinas Pendidikan Provinsi",
    "rumah_sakit": "RSUD Harapan Sehat",
    "lembaga_riset": "Pusat Riset Kelautan",
    "lembaga_kebudayaan": "Lembaga Wayang Nusantara",
    "lainnya": "CV Maju Bersama",
}
"""A partner of every class."""
DOCUMENTS = {"MoU": 25, "MoA": 45, "IA": 30}
FEWEST, STUDENTS_PER_PARTNERSHIP = 42, 50
YEARS_BACK = 3
LENGTHS = (180, 365, 730, 1_095, None)
"""Days that a partnership lasts; None has no end."""


def make_partnerships(campus: Campus) -> None:
    rng = campus.rng("partnerships")
    for number in range(1, max(FEWEST, campus.students // STUDENTS_PER_PARTNERSHIP) + 1):
        begun = campus.today - timedelta(days=rng.randrange(1, 365 * YEARS_BACK))
        add_partnership(campus, rng, number, begun, campus.moment(begun, campus.rng(f"partnerships/{number}")))


def add_partnership(campus: Campus, rng: Random, number: int, begun: date, made: datetime) -> tuple[Key, list[Key]]:
    """Returns the key of the partnership and those of its prodi. Classes take turns, so that each has as many as any other."""
    id_ = f"ks-{number:05d}"
    kind, partner = list(PARTNERS.items())[number % len(PARTNERS)]
    length = rng.choice(LENGTHS)
    campus.table("kerja_sama")[id_,] = Row(
        {
            "id_kerja_sama": id_, "judul": f"Kerja sama {names.cooperation(rng)} dengan {partner}", "mitra": partner,
            "kelas_mitra": kind, "jenis_dokumen": names.draw(rng, DOCUMENTS), "tanggal_mulai": begun,
            "tanggal_selesai": None if length is None else begun + timedelta(days=length),
        },
        made, made,
    )  # fmt: skip
    members = [(id_, prodi) for prodi in sorted(rng.sample(_prodi(campus), rng.randrange(1, 4)))]
    for key in members:
        campus.table("kerja_sama_prodi")[key] = Row({"id_kerja_sama": id_, "id_prodi": key[1]}, made, made)
    return (id_,), members


def _prodi(campus: Campus) -> list[str]:
    return [key[0] for key in campus.table("program_studi")]
