"""What students do outside their classes: activities with members, supervisors and the sks that these bring."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Row, Values
from stack.campus.semesters import code, number_of, starts
from stack.campus.teaching import COURSES

KINDS = {
    "2": "Tugas akhir", "5": "Kuliah kerja nyata", "6": "Kerja praktek/PKL", "12": "Kompetisi", "13": "Magang/Praktik Kerja",
    "14": "Asistensi Mengajar di Satuan Pendidikan", "15": "Penelitian/Riset", "16": "Proyek Kemanusiaan",
    "17": "Kegiatan Wirausaha", "18": "Studi/Proyek Independen", "19": "Membangun Desa/KKN Tematik", "20": "Bela Negara",
    "21": "Pertukaran Pelajar", "22": "Skripsi",
}  # fmt: skip
"""Kinds of activity; those from 13 to 21 are Kampus Merdeka."""
CONVERTED = (None, "4", "5", "6", "9", "10", "12.5", "19", "20", "24")
"""The sks that one activity brings a member, the borders of the regulations among them; None brings no row at all."""
LARGEST_COURSE = Decimal(4)
TERMS_BACK = 4
FEWEST, STUDENTS_PER_ACTIVITY = 8, 20
MOST_MEMBERS = 4
LEADER, MEMBER, ALONE = "1", "2", "3"


def make_activities(campus: Campus) -> None:
    """Those of this semester and the ones before it."""
    rng = campus.rng("activities")
    now = number_of(campus.today)
    for term in range(now - TERMS_BACK + 1, now + 1):
        by_prodi = active_students(campus, code(term))
        if not by_prodi:
            continue
        prodi, sizes = list(by_prodi), [len(students) for students in by_prodi.values()]
        for number in range(1, max(FEWEST, sum(sizes) // STUDENTS_PER_ACTIVITY) + 1):
            chosen = rng.choices(prodi, sizes)[0]
            count = min(rng.randrange(1, MOST_MEMBERS + 1), len(by_prodi[chosen]))
            _add(campus, rng, f"{code(term)}-{number:05d}", term, chosen, rng.sample(by_prodi[chosen], count))


def active_students(campus: Campus, term: str) -> dict[str, list[str]]:
    """Registrations that study in a semester, by prodi."""
    found: dict[str, list[str]] = defaultdict(list)
    students = campus.table("riwayat_pendidikan")
    for (id_, taken), row in campus.table("aktivitas_kuliah").items():
        if taken == term and row.values["id_status_mahasiswa"] in ("A", "M"):
            found[students[id_,].values["id_prodi"]].append(id_)
    return found


def _add(campus: Campus, rng: Random, suffix: str, term: int, prodi: str, members: list[str]) -> None:
    id_, kind = f"akt-{suffix}", rng.choice(list(KINDS))
    merdeka = 13 <= int(kind) <= 21
    assigned = min(starts(term) + timedelta(days=rng.randrange(10, 40)), campus.today)
    campus.table("aktivitas_mahasiswa")[id_,] = Row(
        {
            "id_aktivitas": id_, "id_jenis_aktivitas": kind, "nama_jenis_aktivitas": KINDS[kind], "id_prodi": prodi,
            "id_semester": code(term), "judul": f"{KINDS[kind]}: {names.cooperation(rng)}",
            "untuk_kampus_merdeka": "1" if merdeka else "0", "tanggal_sk_tugas": assigned,
        }
    )  # fmt: skip
    for place, student in enumerate(members, start=1):
        member = f"agt-{suffix}-{place}"
        role = ALONE if len(members) == 1 else LEADER if place == 1 else MEMBER
        campus.table("anggota_aktivitas")[member,] = Row(
            {"id_anggota": member, "id_aktivitas": id_, "id_registrasi_mahasiswa": student, "jenis_peran": role}
        )
        total = rng.choice(CONVERTED)
        if merdeka and total is not None:
            _convert(campus, rng, id_, member, prodi, Decimal(total))
    for place, lecturer in enumerate(
        rng.sample(range(1, len(campus.table("dosen")) + 1), rng.randrange(1, 3)), start=1
    ):
        supervision: Values = {"id_bimbing_mahasiswa": f"bmb-{suffix}-{place}", "id_aktivitas": id_}
        supervision |= {"id_dosen": f"dosen-{lecturer:05d}", "urutan": place}
        campus.table("bimbingan_mahasiswa")[supervision["id_bimbing_mahasiswa"],] = Row(supervision)


def _convert(campus: Campus, rng: Random, activity: str, member: str, prodi: str, total: Decimal) -> None:
    """As many courses as the sks are worth, none above four."""
    courses = iter(rng.sample(range(1, COURSES + 1), COURSES))
    while total > 0:
        sks, course = min(total, LARGEST_COURSE), next(courses)
        id_ = f"kvs-{member.removeprefix('agt-')}-{course:02d}"
        campus.table("konversi_aktivitas")[id_,] = Row(
            {
                "id_konversi_aktivitas": id_, "id_aktivitas": activity, "id_anggota": member,
                "id_matkul": f"mk-{prodi.removeprefix('prodi-')}-{course:02d}", "sks_mata_kuliah": sks,
            }
        )  # fmt: skip
        total -= sks
