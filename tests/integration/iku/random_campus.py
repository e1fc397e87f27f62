"""A campus made by chance, with what 358/M/KEP/2025 reads: right at the borders, and with much that is missing or unknown."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from include.contract.catalog import load_catalog

Row = tuple[str, dict[str, Any]]
DAYS = ("2025-12-31", "2026-01-01", "2026-05-01", "2026-11-25", "2026-11-26", "2027-01-01")
"""Around both ends of the year up to a report of 25 November 2026."""
JENJANG = ("20", "21", "22", "23", "30", "31", "35", "40")
VERDICTS = {"opini_audit": ("WTP", "WDP", "AA"), "sakip": ("A", "B")}
DECLARED = (*VERDICTS, "zona_integritas", "pelanggaran_integritas", "pencegahan", "dokumen_kesejahteraan")


def a_campus(seed: int, size: int = 20) -> list[Row]:
    """The rows of every dataset, each key once, so that they may be loaded in any order."""
    campus = _Campus(Random(seed), size)
    campus.units()
    for number in range(size):
        campus.student(number)
        campus.activity(number)
        campus.work(number)
    for number in range(size // 2):
        campus.lecturer(number)
        campus.cooperation(number)
        campus.forms(number)
    return list(campus.rows.values())


@dataclass
class _Campus:
    pick: Random
    size: int
    rows: dict[tuple[Any, ...], Row] = field(default_factory=dict)

    def add(self, dataset: str, **values: Any) -> None:
        key = [values[each.name] for each in load_catalog().get(dataset).key_fields]
        self.rows[(dataset, *key)] = (dataset, values)

    def one(self, *of: Any) -> Any:
        return self.pick.choice(of)

    def maybe(self, *of: Any) -> Any:
        return self.one(*of) if self.pick.random() < 0.8 else None

    def some(self, letter: str, of: int = 0) -> str:
        """One of the things called by that letter."""
        return f"{letter}{self.pick.randrange(of or self.size)}"

    def prodi(self) -> str:
        return self.some("p", 6)

    def units(self) -> None:
        for number in range(5):  # p5 is not known
            self.add(
                "program_studi", id_prodi=f"p{number}", nama_program_studi="Prodi", nama_jenjang_pendidikan="X",
                id_jenjang_pendidikan=self.one(*JENJANG), fakultas_id=self.maybe("f0", "f1"),
            )  # fmt: skip
        self.add("fakultas", id_fakultas="f0", nama_fakultas="Fakultas")

    def student(self, number: int) -> None:
        id_, left = f"r{number}", self.one(None, None, "1", "4")
        self.add(
            "riwayat_pendidikan", id_registrasi_mahasiswa=id_, id_mahasiswa=self.some("m", self.size // 2), nim=self.maybe(id_),
            id_prodi=self.prodi(), id_periode_masuk=self.one("20221", "20241"), id_jenis_keluar=left,
            tanggal_keluar=self.one(*DAYS) if left else None,
        )  # fmt: skip
        for semester in ("20251", "20252", "20261"):
            status = self.one("A", "A", "M", "C", "N")
            self.add("aktivitas_kuliah", id_registrasi_mahasiswa=id_, id_semester=semester, id_status_mahasiswa=status)
        if self.maybe(left):
            self.add(
                "lulusan", id_registrasi_mahasiswa=id_, nim=id_, id_prodi=self.prodi(), id_jenis_keluar=left,
                tanggal_keluar=self.one(*DAYS), id_periode_keluar="20252",
            )  # fmt: skip

    def activity(self, number: int) -> None:
        self.add(
            "aktivitas_mahasiswa", id_aktivitas=f"a{number}", id_jenis_aktivitas=str(self.pick.randint(12, 22)), id_prodi="p0",
            id_semester=self.one("20252", "20261", "20253"), tanggal_sk_tugas=self.maybe(*DAYS),
        )  # fmt: skip
        self.add(
            "anggota_aktivitas",
            id_anggota=f"g{number}",
            id_aktivitas=self.some("a"),
            id_registrasi_mahasiswa=self.some("r"),
        )
        self.add(
            "konversi_aktivitas", id_konversi_aktivitas=f"k{number}", id_aktivitas="a0", id_anggota=self.some("g"),
            sks_mata_kuliah=self.one(0.5, 3, 5, 6, 10, 20),
        )  # fmt: skip
        self.add(
            "bimbingan_mahasiswa",
            id_bimbing_mahasiswa=f"b{number}",
            id_aktivitas=self.some("a"),
            id_dosen=self.some("d"),
        )
        self.add(
            "prestasi_mahasiswa", id_prestasi=f"w{number}", id_mahasiswa=self.some("m"), nama_prestasi=self.maybe("Lomba"),
            id_tingkat_prestasi=self.one("4", "5", "6"), tahun_prestasi=self.one(2025, 2026), tanggal=self.maybe(*DAYS),
            peringkat=self.one("1", "2", "3", "favorit", "harapan", "finalis", "peserta"),
        )  # fmt: skip

    def work(self, number: int) -> None:
        self.add(
            "karya_dosen", id_karya=f"k{number}", judul=self.maybe("Judul"), kategori=self.one("tulis", "tulis", "seni"),
            jenis=self.one("jurnal_internasional_bereputasi", "lainnya", "hasil_kerja_sama"), tanggal_terbit=self.one(*DAYS),
            penerbit=self.maybe("MDPI", "Elsevier"), indeks=self.maybe("scopus", "sinta"), dimanfaatkan=self.one("0", "1"),
            kuartil=self.maybe("TOP", "Q1", "Q2", "Q3", "Q4", "PROS"), kolaborasi_internasional=self.one("0", "1"),
            id_kerja_sama=self.maybe(self.some("s")),
        )  # fmt: skip
        self.add("penulis_karya", id_karya=self.some("k"), id_dosen=self.some("d"), urutan=self.maybe(1, 2))

    def lecturer(self, number: int) -> None:
        self.add(
            "penugasan_dosen", id_registrasi_dosen=f"t{number}", id_dosen=self.some("d"), nidn=self.maybe("nidn"),
            nuptk=self.maybe("nuptk"), jenis_nomor="NIDN", id_prodi=self.maybe(self.prodi()),
            id_tahun_ajaran=self.one("2025", "2026"), apakah_homebase=self.one("0", "1"),
        )  # fmt: skip
        self.add(
            "rekognisi_dosen", id_rekognisi=f"q{number}", id_dosen=self.some("d"), jenis=self.maybe("hibah"),
            tingkat=self.one("nasional", "internasional"), tanggal=self.one(*DAYS),
        )  # fmt: skip

    def cooperation(self, number: int) -> None:
        self.add(
            "kerja_sama", id_kerja_sama=f"s{number}", judul=self.maybe("Riset"), mitra="PT Maju", kelas_mitra="lainnya",
            jenis_dokumen=self.one("MoU", "MoA", "IA"), tanggal_mulai=self.one(*DAYS), tanggal_selesai=self.maybe(*DAYS),
        )  # fmt: skip
        self.add("kerja_sama_prodi", id_kerja_sama=self.some("s"), id_prodi=self.prodi())

    def forms(self, nomor: int) -> None:
        tahun = self.one(2025, 2026, 2026)
        self.add(
            "form_kebijakan", tahun=tahun, nomor=nomor, id_dosen=self.some("d"), kebijakan=self.maybe("Perda"),
            tanggal=self.one(*DAYS),
        )  # fmt: skip
        self.add(
            "form_program_sdgs", tahun=tahun, nomor=nomor, nama_program=self.maybe("Desa"), sdg=self.pick.randint(1, 17),
            tanggal=self.one(*DAYS), id_prodi=self.maybe(self.prodi()),
        )  # fmt: skip
        self.add(
            "form_pendapatan", tahun=tahun, nomor=nomor, uraian=self.maybe("Uang"), jumlah=self.one(0, 100, 0.25),
            sumber=self.one("ukt", "royalti", "pokok_dana_abadi", "hibah_riset"), diaudit=self.one("0", "1"),
            id_fakultas=self.maybe("f0", "f9"),
        )  # fmt: skip
        for jenis in DECLARED:
            self.add(
                "form_tata_kelola", tahun=tahun, jenis=jenis, nomor=nomor, unit=self.maybe("FT", "ft", "FIB"),
                uraian=self.maybe("Isian"), tanggal_rencana=self.maybe(*DAYS), tanggal=self.maybe(*DAYS),
                predikat=self.maybe(*VERDICTS[jenis]) if jenis in VERDICTS else None, jumlah=self.maybe(0, 1, 3),
            )  # fmt: skip
