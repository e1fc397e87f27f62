"""What lecturers publish, invent and create, and who of them did."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Row, Values

KINDS = {
    "tulis": (
        "jurnal_internasional_bereputasi", "prosiding_internasional", "jurnal_nasional_doaj", "buku_referensi", "buku_isbn",
        "book_chapter_internasional", "hasil_kerja_sama", "lainnya",
    ),
    "terapan": ("diterapkan", "paten_internasional", "berizin", "paten_nasional", "lainnya"),
    "seni": ("karya_internasional", "rancangan_internasional", "karya_nasional", "rancangan_nasional", "karya_lokal"),
}  # fmt: skip
"""The kinds of work of every category."""
CATEGORIES = {"tulis": 64, "terapan": 22, "seni": 14}
QUARTILES = {"TOP": 6, "Q1": 22, "Q2": 24, "Q3": 22, "Q4": 20, None: 6}
PUBLISHERS = ("Elsevier", "Springer Nature", "IEEE", "Taylor & Francis", "MDPI", "Frontiers Media SA", "Hindawi")
"""Of journals that are read everywhere; regulations leave out the last three."""
NATIONAL_PUBLISHER = "Penerbit Kampus Contoh"
JOURNAL, PROCEEDINGS, NATIONAL_JOURNAL = KINDS["tulis"][:3]
FEWEST, WORKS_PER_LECTURER = 60, 2
YEARS_BACK, THIS_YEAR = 3, 0.5
ABROAD, OF_A_PARTNERSHIP, USED = 0.25, 0.3, 0.5
AUTHORS = {1: 50, 2: 35, 3: 15}


def make_works(campus: Campus) -> None:
    rng = campus.rng("works")
    for number in range(1, max(FEWEST, WORKS_PER_LECTURER * len(campus.table("dosen"))) + 1):
        since = date(campus.today.year, 1, 1) if rng.random() < THIS_YEAR else _years_ago(campus.today)
        days = (campus.today - since).days
        _add(campus, rng, number, since + timedelta(days=rng.randrange(max(days, 1))))


def _add(campus: Campus, rng: Random, number: int, published: date) -> None:
    id_ = f"karya-{number:06d}"
    category = names.draw(rng, CATEGORIES)
    kind = rng.choice(KINDS[category])
    made = campus.moment(published, rng)
    campus.table("karya_dosen")[id_,] = Row(
        {
            "id_karya": id_, "judul": f"{names.course(rng, number)} ({kind.replace('_', ' ')})", "kategori": category,
            "jenis": kind,
            **_published(rng, kind), "kolaborasi_internasional": _flag(rng, ABROAD), "tanggal_terbit": published,
            "id_kerja_sama": f"ks-{rng.choice(_numbers(campus, 'kerja_sama')):05d}" if rng.random() < OF_A_PARTNERSHIP else None,
            "dimanfaatkan": _flag(rng, USED),
        },
        made, made,
    )  # fmt: skip
    authors = [(id_, f"dosen-{one:05d}") for one in rng.sample(_numbers(campus, "dosen"), names.draw(rng, AUTHORS))]
    for place, key in enumerate(authors, start=1):
        author: Values = {"id_karya": id_, "id_dosen": key[1], "urutan": place}
        campus.table("penulis_karya")[key] = Row(author, made, made)


def _numbers(campus: Campus, table: str) -> range:
    """The rows of a table whose ids count from 1 on."""
    return range(1, len(campus.table(table)) + 1)


def _published(rng: Random, kind: str) -> Values:
    """Publisher, index and quartile, as far as the kind has them."""
    if kind == JOURNAL:
        index = rng.choice(("scopus", "wos"))
        return {"penerbit": rng.choice(PUBLISHERS), "indeks": index, "kuartil": names.draw(rng, QUARTILES)}
    if kind == PROCEEDINGS:
        return {"penerbit": rng.choice(PUBLISHERS[:3]), "indeks": rng.choice(("scopus", "lain")), "kuartil": "PROS"}
    if kind == NATIONAL_JOURNAL:
        return {"penerbit": NATIONAL_PUBLISHER, "indeks": "sinta", "kuartil": None}
    return {"penerbit": NATIONAL_PUBLISHER, "indeks": None, "kuartil": None}


def _flag(rng: Random, share: float) -> str:
    return "1" if rng.random() < share else "0"


def _years_ago(today: date) -> date:
    return date(today.year - YEARS_BACK, 1, 1)
