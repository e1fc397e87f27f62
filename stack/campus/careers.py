"""Where lecturers belong, what they are certified for, what they do outside, and who recognises them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Key, Row
from stack.campus.semesters import number_of
from stack.campus.years import Validity, period

NUMBERS = {"NIDN": 80, "NIDK": 12, "NUP": 8}
ACADEMIC_YEARS = 3
JOINED_LATE, LEFT_EARLY, SECOND_PRODI, WITHOUT_NUPTK = 0.06, 0.04, 0.1, 0.1

CERTIFICATES: tuple[Validity, ...] = (
    ((-2, 3, 1), (2, 2, 28)),
    ((-3, 7, 1), (0, 6, 30)),
    ((-6, 1, 1), (-1, 12, 31)),
    ((-1, 5, 2), None),
    ((0, 10, 1), (3, 9, 30)),
)
"""Valid, ended within the year, ended before it, without an end, and begun within the year."""
EMPLOYMENTS: tuple[Validity, ...] = (
    ((-1, 2, 1), None),
    ((-4, 1, 10), (-3, 1, 9)),
    ((-8, 3, 1), (-6, 2, 28)),
    ((-7, 9, 1), (-4, 8, 31)),
    ((0, 9, 1), None),
)
"""Going on, within five years, over for longer, over within five years, and begun within the year."""
TEACHING_CERTIFICATE, CERTIFIED, OUTSIDE, RECOGNISED = 0.6, 0.35, 0.3, 0.4
HOSTS = {"tridharma": "Universitas Contoh Negeri", "praktisi": "PT Kirim Cepat Digital"}
HONOURS = ("Pembicara kunci", "Dosen tamu", "Penelaah jurnal", "Penghargaan riset", "Anggota komite ilmiah")


def make_careers(campus: Campus) -> None:
    rng = campus.rng("careers")
    prodi = [key[0] for key in campus.table("program_studi")]
    for number, (lecturer,) in enumerate(campus.table("dosen")):
        _assign(campus, rng, lecturer, prodi)
        if rng.random() < TEACHING_CERTIFICATE:
            add_certificate(campus, rng, lecturer, "pendidik", date(campus.today.year - 5, 12, 1), None)
        if rng.random() < CERTIFIED:
            begun, ended = period(campus.today, CERTIFICATES[number % len(CERTIFICATES)])
            add_certificate(campus, rng, lecturer, rng.choice(("kompetensi", "profesi")), begun, ended)
        if rng.random() < OUTSIDE:
            _work_outside(campus, rng, lecturer, EMPLOYMENTS[number % len(EMPLOYMENTS)])
        while rng.random() < RECOGNISED:
            _recognise(campus, rng, lecturer, campus.today - timedelta(days=rng.randrange(700)))


def add_certificate(campus: Campus, rng: Random, lecturer: str, kind: str, begun: date, ended: date | None) -> Key:
    id_ = f"srt-{len(campus.table('sertifikasi_dosen')) + 1:06d}"
    campus.table("sertifikasi_dosen")[id_,] = Row(
        {
            "id_sertifikasi": id_, "id_dosen": lecturer, "jenis": kind, "nama": f"Sertifikat {kind} {names.topic(rng)}",
            "penerbit": "Lembaga Sertifikasi Contoh", "berlaku_dari": begun, "berlaku_sampai": ended,
        }
    )  # fmt: skip
    return (id_,)


def _recognise(campus: Campus, rng: Random, lecturer: str, day: date) -> None:
    id_ = f"rkg-{len(campus.table('rekognisi_dosen')) + 1:06d}"
    scope = rng.choice(("nasional", "internasional"))
    campus.table("rekognisi_dosen")[id_,] = Row(
        {"id_rekognisi": id_, "id_dosen": lecturer, "jenis": rng.choice(HONOURS), "tingkat": scope, "tanggal": day}
    )


def _assign(campus: Campus, rng: Random, lecturer: str, prodi: list[str]) -> None:
    """A homebase for every academic year on record; some have joined in the last one, some have left before it."""
    home, kind = rng.choice(prodi), names.draw(rng, NUMBERS)
    nidn = None if kind == "NUP" else campus.table("dosen")[lecturer,].values["nidn"]
    nuptk = f"{rng.randrange(10**16):016d}"
    numbers = {"nidn": nidn, "jenis_nomor": kind, "nuptk": None if nidn and rng.random() < WITHOUT_NUPTK else nuptk}
    this_year, chance = number_of(campus.today) // 2, rng.random()
    years = range(this_year - ACADEMIC_YEARS + 1, this_year + 1)
    if chance < JOINED_LATE:
        years = years[-1:]
    elif chance < JOINED_LATE + LEFT_EARLY:
        years = years[:-1]
    other = rng.choice(prodi) if rng.random() < SECOND_PRODI else None
    for year in years:
        _place(campus, f"pgs-{year}-{lecturer}", lecturer, numbers, year, home, "1")
        if other and other != home:
            _place(campus, f"pgs-{year}-{lecturer}-2", lecturer, numbers, year, other, "0")


def _place(
    campus: Campus, id_: str, lecturer: str, numbers: dict[str, str | None], year: int, prodi: str, home: str
) -> None:
    campus.table("penugasan_dosen")[id_,] = Row(
        {
            "id_registrasi_dosen": id_, "id_dosen": lecturer, **numbers, "id_tahun_ajaran": str(year), "id_prodi": prodi,
            "apakah_homebase": home,
        }
    )  # fmt: skip


def _work_outside(campus: Campus, rng: Random, lecturer: str, validity: Validity) -> None:
    id_, kind = f"klr-{lecturer}", rng.choice(list(HOSTS))
    begun, ended = period(campus.today, validity)
    campus.table("kegiatan_luar_dosen")[id_,] = Row(
        {
            "id_kegiatan": id_, "id_dosen": lecturer, "jenis": kind, "institusi": HOSTS[kind], "tanggal_mulai": begun,
            "tanggal_selesai": ended,
        }
    )  # fmt: skip
