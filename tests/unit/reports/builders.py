"""A small report, and the parts to make another one of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from include.iku.evidence import Evidence
from include.iku.model import WHOLE, Change, Freshness, Lock, Message, Missing, Report, Value
from include.iku.regulation import Decision, Indicator, Regulation
from include.reports.composing import document_of
from include.reports.document import Document
from include.reports.history import History, Milestone, Point
from include.reports.institution import Institution
from include.reports.view import view_of

KEY = ("358-M-KEP-2025", "2")
INDICATOR = Indicator(
    kode="2", nama="Lulusan bekerja", satuan="persen", rumus="bobot / responden x 100", sumber="Buku IKU, Bab V",
    membaca=("lulusan", "tracer_study"), sql="iku_2.sql", slovin=Decimal("0.023"),
    keputusan=(Decision(soal="Tepat 6 bulan", keputusan="Tidak kurang dari 6", alasan="Dibaca harfiah"),),
)  # fmt: skip
REGULATION = Regulation(
    regulasi=KEY[0], nama="Kepmendiktisaintek 358/M/KEP/2025", berlaku_dari=date(2026, 1, 1), indikator=(INDICATOR,)
)


def value(level: str, unit: str, name: str, pembilang: str = "1.6", penyebut: int = 3, **other: Any) -> Value:
    return Value(
        *KEY, level, unit, name,
        **{
            "pembilang": Decimal(pembilang), "penyebut": Decimal(penyebut), "populasi": Decimal(4), "nilai": Decimal("53.3333"),
            "target": Decimal(60), "capaian": Decimal("88.8889"), "status": "Belum tercapai",
            "nilai_sebelum": Decimal("50.0000"), **other,
        },
    )  # fmt: skip


def evidence(kunci: str, prodi: str | None = "if", fakultas: str | None = "ft", **other: Any) -> Evidence:
    return Evidence(
        *KEY,
        **{
            "kunci": kunci, "label": f"nim-{kunci}", "id_prodi": prodi, "id_fakultas": fakultas, "stratum": "",
            "ideal": Decimal(100), "pembilang": Decimal("0.8"), "penyebut": Decimal(1), "populasi": Decimal(1),
            "alasan": "bekerja, tunggu kurang 12, di atas 1,2 x UMP", "kurang": None, "dataset": "tracer_study", "partisi": 0,
            "posisi": 1234, **other,
        },
    )  # fmt: skip


def change(kunci: str, **other: Any) -> Change:
    return Change(
        *KEY,
        **{
            "kunci": kunci, "label": f"nim-{kunci}", "jenis": "ubah", "sebelum": Decimal(0), "sesudah": Decimal("0.8"),
            "alasan_lama": "belum menjawab", "alasan_baru": "bekerja", "pesan_baru": Message("tracer_study", 0, 1234), **other,
        },
    )  # fmt: skip


REPORT = Report(
    report_id=7,
    as_of=date(2026, 11, 25),
    version=2,
    kind="pernyataan_ulang",
    computed_at=datetime(2026, 11, 25, 20, 0),
    compared_to=(date(2026, 11, 25), 1),
    run_id="manual__2026-11-25",
    regulations=(REGULATION,),
    values=(
        value("pt", WHOLE, "Perguruan tinggi"),
        value("fakultas", "ft", "Fakultas Teknik"),
        value("prodi", "if", "S1 Informatika"),
        value("prodi", "mandiri", "D4 Bahasa"),
    ),
    evidence=(evidence("ani"), evidence("budi", prodi="mandiri", fakultas=None)),
    missing=(
        Missing(*KEY, None, "lulusan belum menjawab tracer study", 1),
        Missing(None, None, "tracer_study", "baris ditolak: f505, aturan number", 12),
        Missing(None, None, "ump", "baris ditolak: nilai, aturan number", 3),
    ),
    changes=(change("ani"),),
    freshness=(
        Freshness("fakultas", datetime(2026, 11, 25, 3, 10), None),
        Freshness("lulusan", datetime(2026, 11, 25, 3, 10), datetime(2026, 11, 24, 9, 0)),
        Freshness("tracer_study", datetime(2026, 11, 20, 1, 0), datetime(2026, 11, 19, 17, 0)),
        Freshness("ump", datetime(2026, 11, 25, 3, 10), None),
    ),
    topics={"tracer_study": "tracer.tracer_study"},
)


def lock(versi: int | None) -> Lock:
    """Of the fourth quarter, which holds that version of the day of the report."""
    return Lock("2026Q4", "Dr. Rina", "Sudah dicocokkan dengan unit", datetime(2027, 1, 10, 2, 0), versi)


def report(**other: Any) -> Report:
    return replace(REPORT, **other)


INSTITUTION = Institution.model_validate(
    {
        "nama": "Universitas Contoh", "tempat": "Jakarta",
        "penanda_tangan": [
            {"peran": "Disusun oleh", "jabatan": "Kepala Biro"},
            {"peran": "Disetujui oleh", "jabatan": "Rektor", "nama": "Dr. Sari", "nip": "19700101"},
        ],
    }
)  # fmt: skip
HISTORY = History(
    {
        KEY: (
            Point(date(2026, 11, 23), Decimal("50.0000")),
            Point(date(2026, 11, 24), Decimal("52.0000")),
            Point(date(2026, 11, 25), Decimal("53.3333")),
        )
    },
    {
        KEY: (
            Milestone(
                "Tahun lalu", date(2025, 11, 24), Decimal("62.5000"), Decimal(55), Decimal("113.6364"), "Tercapai"
            ),
            Milestone(
                "Triwulan III", date(2026, 9, 30), Decimal("48.0000"), Decimal(50), Decimal(96), "Belum tercapai"
            ),
        )
    },
)


def document(made: Report = REPORT) -> Document:
    return document_of(view_of(made, HISTORY), INSTITUTION)
