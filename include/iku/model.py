"""A computed report, as it is stored and as it is published."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from include.iku.evidence import Evidence
from include.iku.regulation import Regulation

LEVELS = ("pt", "fakultas", "prodi")
WHOLE = "*"
"""The unit id of the whole institution, and in targets of every unit of a kind."""


@dataclass(frozen=True)
class Value:
    """One number on one level. `nilai` and `target` are in the unit of the indicator, `capaian` is in percent; None is missing."""

    regulasi: str
    kode: str
    level: str
    unit_id: str
    unit_nama: str
    pembilang: Decimal
    penyebut: Decimal
    populasi: Decimal
    nilai: Decimal | None
    target: Decimal | None
    capaian: Decimal | None
    status: str
    nilai_sebelum: Decimal | None
    """In the report that this one is compared with."""

    @property
    def perubahan(self) -> Decimal | None:
        if self.nilai is None or self.nilai_sebelum is None:
            return None
        return self.nilai - self.nilai_sebelum


@dataclass(frozen=True)
class Missing:
    """Something a number lacks and how often: of one indicator, or of a dataset whoever reads it."""

    regulasi: str | None
    kode: str | None
    dataset: str | None
    keterangan: str
    jumlah: int


@dataclass(frozen=True)
class Message:
    """Where the message stands that brought a piece of evidence."""

    dataset: str
    partisi: int
    posisi: int


@dataclass(frozen=True)
class Change:
    """How the evidence of one key differs from the report it is compared with."""

    regulasi: str
    kode: str
    kunci: str
    label: str
    jenis: str
    """`tambah`, `hapus` or `ubah`."""
    sebelum: Decimal | None
    sesudah: Decimal | None
    alasan_lama: str | None
    alasan_baru: str | None
    pesan_lama: Message | None = None
    pesan_baru: Message | None = None
    """The messages that brought the evidence before and after; None where there is none."""


@dataclass(frozen=True)
class Lock:
    """Somebody's verification of a quarter or a year, as it is over one day. `dikunci_pada` is in UTC."""

    periode: str
    siapa: str
    alasan: str
    dikunci_pada: datetime
    versi: int | None
    """The version of the day's report that was verified; None when there was no report of the day."""


@dataclass(frozen=True)
class Freshness:
    """When a dataset was last extracted and what the newest change in it was, both in UTC."""

    dataset: str
    extracted_at: datetime | None
    newest_change: datetime | None


@dataclass(frozen=True)
class Report:
    report_id: int
    as_of: date
    version: int
    kind: str
    computed_at: datetime
    compared_to: tuple[date, int] | None
    """Date and version of the report that changes are counted from."""
    run_id: str
    regulations: tuple[Regulation, ...]
    """As they stood when the report was computed."""
    values: tuple[Value, ...]
    evidence: tuple[Evidence, ...]
    missing: tuple[Missing, ...]
    changes: tuple[Change, ...]
    freshness: tuple[Freshness, ...]
    topics: dict[str, str]
    """Topic by dataset, for the coordinates of the evidence."""
    lock: Lock | None = None
    """Of the period that the day lies in."""

    @property
    def verified(self) -> bool:
        """Whether these are the numbers that somebody verified."""
        return self.lock is not None and self.version == self.lock.versi

    @property
    def after_lock(self) -> bool:
        """Whether this restates a day whose period was locked before."""
        return self.lock is not None and self.version > (self.lock.versi or 0)


@dataclass(frozen=True)
class ReportKey:
    report_id: int
    as_of: str
    version: int
    kind: str
    changes: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
