"""A warehouse whose history tables hold literal rows, written as sentences about a campus."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from include.contract.catalog import load_catalog
from include.database import connect
from include.iku import gathered
from include.iku.collect import collect
from include.iku.compute import compute, ensure_iku_schema
from include.iku.evidence import Evidence, Score, score
from include.iku.load import load_report
from include.iku.model import Report, ReportKey, Value
from include.iku.period import Period
from include.iku.regulation import Indicator, Regulation, datasets_read, load_regulations
from include.iku.snapshot import Snapshot, open_snapshot
from include.records import RunContext
from include.settings import DatabaseSettings
from include.sinks.warehouse import ddl

DATASETS = datasets_read(load_regulations())
LONG_AGO = "2015-01-01"
TRAIL = (
    "iku_report", "iku_regulation", "iku_value", "iku_evidence", "iku_evidence_diff", "iku_change", "iku_missing", "iku_kunci",
    "etl_ledger", "etl_plan", "etl_quarantine", "etl_attempt", "etl_extract",
)  # fmt: skip
RUN = RunContext("iku_daily", "manual__uji", "compute")


class History:
    """Every dataset is one partition. Rows count from `since` on; a later row of a key is a newer version of it."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.settings = settings
        self._next: dict[str, int] = defaultdict(int)
        with closing(connect(settings, autocommit=True)) as connection:
            ensure_iku_schema(connection)
            for dataset in DATASETS:
                contract = load_catalog().get(dataset)
                sink = contract.sink("warehouse")
                assert sink is not None
                ddl.prepare(connection, contract, sink)

    def clear(self) -> None:
        self._next.clear()
        with closing(connect(self.settings)) as connection, connection.cursor() as cursor:
            for table in (*DATASETS, *TRAIL):
                cursor.execute(f"DELETE FROM {table}")
            connection.commit()

    def add(self, dataset: str, since: str = LONG_AGO, *, deleted: bool = False, **values: Any) -> int:
        """Load one version of a row as the next message of its dataset. Returns its offset."""
        offset = self._next[dataset]
        self._next[dataset] += 1
        row = {
            **values, "_partition": 0, "_offset": offset, "_event_id": f"{dataset}-{offset}", "_version": f"{offset:09d}",
            "_deleted": deleted, "_valid_from": utc(since), "_created_at": utc(since), "_broker_at": utc(since),
            "_batch_id": "0" * 32, "_loaded_at": utc(since),
        }  # fmt: skip
        names = ", ".join(f"`{name}`" for name in row)
        with closing(connect(self.settings)) as connection, connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO `{dataset}` ({names}) VALUES ({', '.join(['%s'] * len(row))})", [*row.values()]
            )
            cursor.execute(
                "REPLACE INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, updated_at) "
                "VALUES (%s, 'warehouse', 0, 0, %s, 'T', %s, NOW(6))",
                (dataset, dataset, offset + 1),
            )
            connection.commit()
        return offset

    def execute(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(connect(self.settings, autocommit=True)) as connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def fakultas(self, id_: str, nama: str = "Fakultas Teknik") -> None:
        self.add("fakultas", id_fakultas=id_, nama_fakultas=nama)

    def prodi(self, id_: str, jenjang: str = "30", fakultas: str | None = "ft", nama: str = "Informatika") -> None:
        names = {"20": "D1", "21": "D2", "22": "D3", "23": "D4", "30": "S1", "31": "Profesi", "35": "S2", "40": "S3"}
        self.add(
            "program_studi", id_prodi=id_, nama_program_studi=nama, id_jenjang_pendidikan=jenjang,
            nama_jenjang_pendidikan=names.get(jenjang, jenjang), fakultas_id=fakultas,
        )  # fmt: skip

    def student(
        self, id_: str, prodi: str = "if", masuk: str = "20221", keluar: str | None = None, tanggal: str | None = None,
        since: str = LONG_AGO,
    ) -> int:  # fmt: skip
        return self.add(
            "riwayat_pendidikan", since, id_registrasi_mahasiswa=id_, id_mahasiswa=f"orang-{id_}", nim=f"nim-{id_}"[:24],
            id_prodi=prodi, id_periode_masuk=masuk, id_jenis_keluar=keluar, tanggal_keluar=tanggal,
        )  # fmt: skip

    def studied(self, id_: str, *semesters: str, status: str = "A", since: str = LONG_AGO) -> None:
        for semester in semesters:
            self.add(
                "aktivitas_kuliah", since, id_registrasi_mahasiswa=id_, id_semester=semester, id_status_mahasiswa=status
            )

    def graduated(
        self, id_: str, tanggal: str, periode: str = "20252", prodi: str = "if", nim: str | None = "", jenis: str = "1",
        since: str = LONG_AGO,
    ) -> int:  # fmt: skip
        return self.add(
            "lulusan", since, id_registrasi_mahasiswa=id_, nim=f"nim-{id_}" if nim == "" else nim, id_prodi=prodi,
            id_jenis_keluar=jenis, tanggal_keluar=tanggal, id_periode_keluar=periode,
        )  # fmt: skip

    def answered(
        self, id_: str, status: str, *, tahun: int = 2025, isi: str = "2026-03-01", nim: str = "", **answers: Any
    ) -> int:
        """`answers` by the ministry's codes: f502 months, f505 income, f5a1 province, f5c position, f18d entry."""
        return self.add(
            "tracer_study", isi, nimhsmsmh=nim or f"nim-{id_}", tahun_lulus=tahun, f8=status, tanggal_isi=isi, **answers
        )

    def ump(self, provinsi: str, tahun: int, nilai: int | None, status: str = "resmi") -> None:
        self.add(
            "ump", kode_wilayah=provinsi, provinsi="Jawa Barat", tahun=tahun, nilai=nilai,
            status=status if nilai else "belum_ada",
        )  # fmt: skip

    def course(self, id_: str, prodi: str = "if", **weights: int | float | str) -> None:
        """A course with an evaluation plan: `k2=30` is a component of kind 2 that weighs 30."""
        self.add(
            "mata_kuliah",
            id_matkul=id_,
            kode_mata_kuliah=id_[:20].upper(),
            nama_mata_kuliah="Basis Data",
            id_prodi=prodi,
        )
        for kind, weight in weights.items():
            self.add(
                "rencana_evaluasi", id_rencana_evaluasi=f"{id_}-{kind}", id_matkul=id_, id_jenis_evaluasi=kind[1],
                bobot_evaluasi=weight,
            )  # fmt: skip

    def taught(self, course: str, semester: str = "20261", students: int = 1) -> None:
        class_ = f"{course}-{semester}"
        self.add("kelas_kuliah", id_kelas_kuliah=class_, id_matkul=course, id_semester=semester)
        for number in range(students):
            self.add("peserta_kelas", id_kelas_kuliah=class_, id_registrasi_mahasiswa=f"mhs-{number}")

    def evidence(self, regulasi: str, kode: str, as_of: date) -> dict[str, Evidence]:
        """The evidence of an indicator by its key."""
        regulation, indicator = indicator_of(regulasi, kode)
        with closing(connect(self.settings)) as connection:
            snapshot = open_snapshot(connection, load_catalog(), Period(as_of), DATASETS)
            return {row.kunci: row for row in gather(snapshot, regulation, indicator)}

    def score(self, regulasi: str, kode: str, as_of: date) -> Score:
        return score(self.evidence(regulasi, kode, as_of).values())

    def compute(self, as_of: date) -> ReportKey:
        return compute(self.settings, load_catalog(), as_of, RUN)

    def report(self, key: ReportKey) -> Report:
        with closing(connect(self.settings)) as connection:
            return load_report(connection, key.report_id)

    def value(self, key: ReportKey, regulasi: str, kode: str, level: str = "pt", unit: str = "*") -> Value:
        wanted = (regulasi, kode, level, unit)
        return next(v for v in self.report(key).values if (v.regulasi, v.kode, v.level, v.unit_id) == wanted)


def gather(snapshot: Snapshot, regulation: Regulation, indicator: Indicator) -> list[Evidence]:
    gathered.begin(snapshot.connection)
    collect(snapshot, regulation, indicator)
    return gathered.rows(snapshot.connection, regulation.regulasi, indicator.kode)


def indicator_of(regulasi: str, kode: str) -> tuple[Regulation, Indicator]:
    regulation = next(r for r in load_regulations() if r.regulasi == regulasi)
    return regulation, next(i for i in regulation.indikator if i.kode == kode)


def weights(evidence: dict[str, Evidence]) -> dict[str, Decimal]:
    return {key: row.pembilang for key, row in evidence.items()}


def utc(day: str) -> datetime:
    """Noon on campus, in UTC."""
    return datetime.fromisoformat(f"{day}T05:00:00")
