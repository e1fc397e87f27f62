"""A report as a campus would have it: every indicator of two regulations, six fakultas with prodi, a month of days before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from include.iku.evidence import Evidence
from include.iku.model import WHOLE, Change, Freshness, Lock, Missing, Report, Value
from include.iku.regulation import Decision, Goal, Indicator, Regulation
from include.reports.history import History, Milestone, Point

AS_OF = date(2026, 11, 25)
IN_FORCE, OLDER = "358-M-KEP-2025", "210-M-2023"
FACULTIES = {
    "Fakultas Ekonomi dan Bisnis": ("S1 Akuntansi", "S1 Manajemen", "D3 Perpajakan", "S2 Manajemen"),
    "Fakultas Hukum": ("S1 Ilmu Hukum", "S2 Kenotariatan"),
    "Fakultas Ilmu Sosial dan Ilmu Politik": ("S1 Administrasi Publik", "S1 Hubungan Internasional", "S1 Sosiologi"),
    "Fakultas Keguruan dan Ilmu Pendidikan": ("S1 Pendidikan Guru Sekolah Dasar", "S1 Pendidikan Matematika"),
    "Fakultas Kesehatan Masyarakat": ("S1 Kesehatan Masyarakat", "S1 Gizi", "D4 Keselamatan dan Kesehatan Kerja"),
    "Fakultas Teknik": ("S1 Informatika", "S1 Teknik Sipil", "D3 Teknik Mesin", "S1 Rekayasa Keselamatan Pertambangan"),
}
REASONS = ("bekerja, tunggu kurang 6, di atas 1,2 x UMP", "melanjutkan studi", "belum menjawab tracer study")


@dataclass(frozen=True)
class Told:
    """What is made up about one indicator; `target` and `number` in its own unit."""

    kode: str
    nama: str
    target: str | None
    number: str | None
    satuan: str = "persen"
    sifat: str = "wajib"
    arah: str = "naik"
    gold: str | None = None
    kategori: tuple[str, ...] = ()
    units: bool = True


OPINIONS, GRADES = ("TMP", "TW", "WDP", "WTP"), ("CC-C", "B", "BB", "A", "AA")
NEW = (
    Told("1", "Angka Efisiensi Edukasi (AEE)", "75", "82.4167", gold="90"),
    Told("2", "Lulusan bekerja, melanjutkan studi, atau berwirausaha", "60", "53.3333", gold="80"),
    Told("3", "Mahasiswa berkegiatan atau berprestasi di luar program studi", "30", "31.0500", gold="50"),
    Told("4", "Dosen dengan rekognisi internasional", None, "4.1200", sifat="pilihan", units=False),
    Told("5", "Rasio luaran hasil kerja sama", "0.5", "0.4200", "rasio"),
    Told("6", "Publikasi bereputasi internasional", "20", "18.7500", sifat="pilihan", gold="35"),
    Told("7", "Keterlibatan dalam pencapaian SDGs", "60", "64.2857", units=False),
    Told("8", "SDM terlibat penyusunan kebijakan", None, None, sifat="pilihan", units=False),
    Told("9", "Pendapatan di luar UKT dan mahasiswa", "25", "27.1830", units=False),
    Told("10", "Unit yang mengusulkan Zona Integritas", "3", "2", "jumlah", "pilihan", units=False),
    Told("11.1", "Opini audit laporan keuangan", "4", "4", "kategori", "pilihan", kategori=OPINIONS, units=False),
    Told("11.2", "Predikat SAKIP", "4", "3", "kategori", "pilihan", kategori=GRADES, units=False),
    Told("11.3", "Laporan pelanggaran integritas akademik", "0", "2", "jumlah", "pilihan", "turun", units=False),
    Told("11.4", "Pencegahan kekerasan, narkoba, dan korupsi", "100", "87.5", sifat="pilihan", units=False),
    Told("12", "Dokumen perencanaan kesejahteraan dosen", "1", "1", "ya_tidak", units=False),
    Told("S1", "Persentase mahasiswa pascasarjana", None, "12.2500"),
    Told("S2", "Persentase mahasiswa magister", None, "9.1000", sifat="pilihan", units=False),
    Told("S3", "Persentase publikasi Top Tier", None, "2.4000", sifat="pilihan", units=False),
    Told("S4", "Persentase publikasi Q1", "35", "33.8000"),
    Told("S5", "Persentase publikasi dengan kolaborasi internasional", None, "17.3000", sifat="pilihan", units=False),
    Told("S6", "Persentase pendapatan dari industri", None, "6.0000", sifat="pilihan", units=False),
)  # fmt: skip
OLD = (
    Told("1", "Lulusan mendapat pekerjaan yang layak", "60", "58.1000"),
    Told("2", "Mahasiswa mendapat pengalaman di luar kampus", "30", "28.4000"),
    Told("3", "Dosen berkegiatan di luar kampus", "30", "35.0000"),
    Told("4", "Kualifikasi dosen dan pengajar", "40", "44.2000"),
    Told("5", "Penerapan karya dosen", "1.5", "1.2000", "rasio"),
    Told("6", "Kemitraan program studi", "1", "1.1500", "rasio"),
    Told("7", "Kelas kolaboratif dan partisipatif", "40", "47.6000", gold="50"),
    Told("8", "Akreditasi internasional program studi", "5", "5.5556"),
)
DECISIONS = (
    Decision(soal="Tepat 6 bulan", keputusan="Tidak kurang dari 6; dipakai bobot yang lebih rendah", alasan="Dibaca harfiah"),
    Decision(soal="Satu orang menjawab beberapa kali", keputusan="Jawaban terbaru", alasan="Jawaban baru memperbaiki yang lama"),
)  # fmt: skip
GOALS = (
    Goal(nama="Talenta", indikator=("1", "2", "3", "4")),
    Goal(nama="Inovasi", indikator=("5", "6")),
    Goal(nama="Kontribusi", indikator=("7", "8")),
    Goal(nama="Tata kelola berintegritas", indikator=("9", "10", "11.1", "11.2", "11.3", "11.4", "12")),
)


def campus_report(people: int = 3, changes: int = 12) -> Report:
    """`people` is the number of pieces of evidence for each prodi and indicator that has units."""
    new = Regulation(
        regulasi=IN_FORCE, nama="Kepmendiktisaintek 358/M/KEP/2025", berlaku_dari=date(2026, 1, 1), sasaran=GOALS,
        indikator=tuple(_indicator(told) for told in NEW),
    )  # fmt: skip
    old = Regulation(
        regulasi=OLDER, nama="Kepmendikbudristek 210/M/2023", berlaku_dari=date(2023, 1, 1),
        berlaku_sampai=date(2025, 12, 31), indikator=tuple(_indicator(told) for told in OLD),
    )  # fmt: skip
    every = [(IN_FORCE, told) for told in NEW] + [(OLDER, told) for told in OLD]
    key = (IN_FORCE, "2")
    return Report(
        report_id=412,
        as_of=AS_OF,
        version=2,
        kind="pernyataan_ulang",
        computed_at=datetime(2026, 11, 25, 20, 0),
        compared_to=(AS_OF, 1),
        run_id="scheduled__2026-11-25T17:00:00+00:00",
        regulations=(new, old),
        values=tuple(value for regulasi, told in every for value in _values(regulasi, told)),
        evidence=tuple(row for regulasi, told in every for row in _evidence(regulasi, told, people)),
        missing=(
            Missing(*key, None, "responden 612 dari 1.341 lulusan; paling sedikit 785 (Slovin), kurang", 173),
            Missing(*key, None, "lulusan belum menjawab tracer study", 729),
            Missing(*key, None, "UMP 2026 Papua Pegunungan belum ada, dipakai 2025", 4),
            Missing(None, None, "tracer_study", "baris ditolak: f505, aturan number", 12),
        ),
        changes=tuple(
            Change(*key, f"m{n}", f"2022{n:06d}", "ubah", Decimal(0), Decimal("0.8"), REASONS[2], REASONS[n % 2])
            for n in range(changes)
        ),
        freshness=tuple(
            Freshness(name, datetime(2026, 11, when, 3, 10), datetime(2026, 11, when - 1, 9, 0))
            for name, when in (("fakultas", 25), ("lulusan", 25), ("program_studi", 25), ("tracer_study", 20))
        ),
        topics={"tracer_study": "tracer.tracer_study"},
        lock=Lock("2026Q4", "Ketua Satuan Penjaminan Mutu Internal", "Cocok", datetime(2027, 1, 10, 2, 0), 2),
    )


def campus_history() -> History:
    """Thirty days on which every number went up and down a little; on two of them it could not be computed."""
    every = [(IN_FORCE, told) for told in NEW] + [(OLDER, told) for told in OLD]
    numbered = [(regulasi, told) for regulasi, told in every if told.number]
    return History(
        {(regulasi, told.kode): tuple(_points(regulasi, told)) for regulasi, told in numbered},
        {(regulasi, told.kode): tuple(_milestones(told)) for regulasi, told in numbered},
    )


def _milestones(told: Told) -> Iterator[Milestone]:
    ends = {
        "Tahun lalu": date(2025, 11, 25), "Triwulan I": date(2026, 3, 31), "Triwulan II": date(2026, 6, 30),
        "Triwulan III": date(2026, 9, 30), "Triwulan IV": AS_OF,
    }  # fmt: skip
    nilai, target = Decimal(told.number or 0), Decimal(told.target) if told.target else None
    for name, day in ends.items():
        yield Milestone(
            name, day, nilai, target, round(nilai / target * 100, 4) if target else None, _status(told, nilai, target)
        )


def _points(regulasi: str, told: Told) -> Iterator[Point]:
    rng, number = Random(f"{regulasi}{told.kode}"), Decimal(told.number or 0)
    for before in range(29, -1, -1):
        day = AS_OF - timedelta(days=before)
        if told.satuan not in {"persen", "rasio"}:
            yield Point(day, number - (1 if before > 12 and number > 1 else 0))
        elif before in {20, 21}:
            yield Point(day, None)
        else:
            yield Point(day, round(number * (1 - Decimal(before) / 300 + Decimal(rng.randint(-8, 8)) / 1000), 4))


def _indicator(told: Told) -> Indicator:
    return Indicator.model_validate(
        {
            "kode": told.kode, "nama": told.nama, "satuan": told.satuan, "sifat": told.sifat, "arah": told.arah,
            "kategori": told.kategori, "standar_emas": told.gold, "rumus": "jumlah bobot / jumlah yang dihitung x 100",
            "sumber": "Buku IKU Diktisaintek Berdampak, Bab V", "membaca": ("lulusan", "tracer_study"),
            "sql": f"iku_{told.kode}.sql",
            "slovin": "0.023" if told.kode == "2" else None, "keputusan": DECISIONS,
        }
    )  # fmt: skip


def _values(regulasi: str, told: Told) -> Iterator[Value]:
    yield _value(regulasi, told, "pt", WHOLE, "Perguruan tinggi", told.number, 1341)
    if told.units:
        rng = Random(f"{regulasi}{told.kode}")
        for faculty, programmes in FACULTIES.items():
            yield _value(regulasi, told, "fakultas", faculty, faculty, _near(rng, told), 260)
            for prodi in programmes:
                yield _value(regulasi, told, "prodi", prodi, prodi, _near(rng, told), 65)


def _near(rng: Random, told: Told) -> str:
    return f"{float(told.number or 0) * rng.uniform(0.6, 1.3):.4f}"


def _value(regulasi: str, told: Told, level: str, unit: str, name: str, number: str | None, counted: int) -> Value:
    nilai, target = Decimal(number) if number else None, Decimal(told.target) if told.target else None
    divided = told.satuan in {"persen", "rasio"}
    ratio = (nilai or Decimal(0)) / (100 if told.satuan == "persen" else 1)
    return Value(
        regulasi, told.kode, level, unit, name,
        pembilang=round(ratio * counted, 2) if divided else nilai or Decimal(0),
        penyebut=Decimal(counted if divided else 1) if nilai is not None else Decimal(0),
        populasi=Decimal(counted * 2), nilai=nilai, target=target,
        capaian=round(nilai / target * 100, 4) if nilai is not None and target else None,
        status=_status(told, nilai, target),
        nilai_sebelum=None if nilai is None else nilai if told.satuan != "persen" else nilai - Decimal("0.4200"),
    )  # fmt: skip


def _status(told: Told, nilai: Decimal | None, target: Decimal | None) -> str:
    if target is None:
        return "Tidak dipilih" if told.sifat == "pilihan" else "Tanpa target"
    if nilai is None:
        return "Belum dihitung"
    reached = nilai >= target if told.arah == "naik" else nilai <= target
    return "Tercapai" if reached else "Belum tercapai"


def _evidence(regulasi: str, told: Told, people: int) -> Iterator[Evidence]:
    if not told.units:
        return
    for faculty, programmes in FACULTIES.items():
        for prodi in programmes:
            for n in range(people):
                yield Evidence(
                    regulasi, told.kode, kunci=f"{prodi}-{n}", label=f"2022{n:06d}", id_prodi=prodi, id_fakultas=faculty,
                    stratum="S1", ideal=Decimal(100), pembilang=Decimal("0.8"), penyebut=Decimal(1), populasi=Decimal(1),
                    alasan=REASONS[n % 3], kurang=None, dataset="tracer_study", partisi=0, posisi=1000 + n,
                )  # fmt: skip
