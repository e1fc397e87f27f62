"""A campus of any size in the history tables of a warehouse, made by the server itself: no sources, no Kafka."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pymysql.connections import Connection

from include.contract.catalog import load_catalog
from include.iku.compute import ensure_iku_schema
from include.iku.regulation import datasets_read, load_regulations
from include.sinks.warehouse import ddl

META = (
    "0 AS _partition, n AS _offset, LEFT(SHA2(CONCAT('{dataset}', n), 256), 32) AS _event_id, LPAD(n, 9, '0') AS _version, "
    "0 AS _contract, 0 AS _deleted, '2020-01-01' AS _valid_from, '2020-01-01' AS _created_at, '2020-01-01' AS _broker_at, "
    "REPEAT('0', 32) AS _batch_id, NOW(6) AS _loaded_at"
)
PRODI, FAKULTAS = 100, 10


@dataclass(frozen=True)
class Table:
    """A dataset with `rows` rows, made from numbers `n` from 0 on."""

    dataset: str
    rows: int
    columns: dict[str, str]


def uuid(kind: str, number: str) -> str:
    """An id as sources give it: of 36 letters, in no order."""
    return f"LEFT(SHA2(CONCAT('{kind}', {number}), 256), 36)"


def campus(students: int) -> list[Table]:
    """A fifth of the students graduate each year. Each studies for four semesters and sits in five classes of this year.

    One in ten takes part in an activity, one in fifty won something; there is a lecturer for every twenty.
    """
    graduates, courses, classes, lecturers = students // 5, students // 20, students // 10, students // 20
    activities = students // 10
    return [
        Table("fakultas", FAKULTAS, {"id_fakultas": "CONCAT('f', n)", "nama_fakultas": "CONCAT('Fakultas ', n)"}),
        Table(
            "program_studi", PRODI,
            {
                "id_prodi": "CONCAT('p', n)", "nama_program_studi": "CONCAT('Prodi ', n)",
                "id_jenjang_pendidikan": "ELT(1 + n % 5, '22', '30', '30', '30', '35')",
                "nama_jenjang_pendidikan": "ELT(1 + n % 5, 'D3', 'S1', 'S1', 'S1', 'S2')",
                "fakultas_id": f"CONCAT('f', n % {FAKULTAS})",
            },
        ),
        Table(
            "riwayat_pendidikan", students,
            {
                "id_registrasi_mahasiswa": uuid("r", "n"), "id_mahasiswa": uuid("m", "n"), "nim": "CONCAT('2', LPAD(n, 9, '0'))",
                "id_prodi": f"CONCAT('p', n % {PRODI})", "id_periode_masuk": "CONCAT(2021 + n DIV 5 % 3, '1')",
            },
        ),
        Table(
            "aktivitas_kuliah", 4 * students,
            {
                "id_registrasi_mahasiswa": uuid("r", "n DIV 4"),
                "id_semester": "ELT(1 + n % 4, '20242', '20251', '20252', '20261')", "id_status_mahasiswa": "'A'",
            },
        ),
        Table(
            "lulusan", 2 * graduates,
            {
                "id_registrasi_mahasiswa": uuid("r", f"5 * (n % {graduates}) + n DIV {graduates}"),
                "nim": f"CONCAT('2', LPAD(5 * (n % {graduates}) + n DIV {graduates}, 9, '0'))",
                "id_prodi": f"CONCAT('p', (5 * (n % {graduates}) + n DIV {graduates}) % {PRODI})", "id_jenis_keluar": "'1'",
                "tanggal_keluar": f"IF(n < {graduates}, '2026-07-01', '2025-07-31')", "id_periode_keluar": "'20252'",
            },
        ),
        Table(
            "tracer_study", graduates * 4 // 5,
            {
                "nimhsmsmh": "CONCAT('2', LPAD(5 * n + 1, 9, '0'))", "tahun_lulus": "2025",
                "f8": "ELT(1 + n % 5, '1', '1', '3', '4', '5')", "f502": "n % 14", "f505": "3000000 + n % 7 * 1000000",
                "f5a1": "ELT(1 + n % 3, '010000', '020000', '030000')", "f5c": "ELT(1 + n % 4, '1', '2', '3', '4')",
                "f18d": "'2025-09-01'", "tanggal_isi": "'2026-03-01'",
            },
        ),
        Table(
            "ump", 6,
            {
                "kode_wilayah": "ELT(1 + n % 3, '010000', '020000', '030000')", "provinsi": "'Jawa'", "tahun": "2025 + n % 2",
                "nilai": "3000000", "status": "'resmi'",
            },
        ),
        Table(
            "mata_kuliah", courses,
            {
                "id_matkul": uuid("k", "n"), "kode_mata_kuliah": "CONCAT('MK', n)", "nama_mata_kuliah": "CONCAT('Kuliah ', n)",
                "id_prodi": f"CONCAT('p', n % {PRODI})",
            },
        ),
        Table(
            "rencana_evaluasi", 4 * courses,
            {
                "id_rencana_evaluasi": uuid("e", "n"), "id_matkul": uuid("k", "n DIV 4"), "id_jenis_evaluasi": "1 + n % 4",
                "bobot_evaluasi": "25",
            },
        ),
        Table(
            "kelas_kuliah", classes,
            {
                "id_kelas_kuliah": uuid("c", "n"), "id_matkul": uuid("k", f"n % {courses}"),
                "id_semester": "ELT(1 + n % 2, '20252', '20261')",
            },
        ),
        Table(
            "peserta_kelas", 5 * students,
            {"id_kelas_kuliah": uuid("c", f"n % {classes}"), "id_registrasi_mahasiswa": uuid("r", "n DIV 5")},
        ),
        Table(
            "aktivitas_mahasiswa", activities,
            {
                "id_aktivitas": uuid("a", "n"), "id_jenis_aktivitas": "13 + n % 9", "id_prodi": f"CONCAT('p', n % {PRODI})",
                "id_semester": "ELT(1 + n % 2, '20252', '20261')", "untuk_kampus_merdeka": "'1'",
            },
        ),
        Table(
            "anggota_aktivitas", activities,
            {
                "id_anggota": uuid("g", "n"), "id_aktivitas": uuid("a", "n"), "id_registrasi_mahasiswa": uuid("r", "10 * n + 2"),
                "jenis_peran": "'3'",
            },
        ),
        Table(
            "konversi_aktivitas", activities,
            {
                "id_konversi_aktivitas": uuid("v", "n"), "id_aktivitas": uuid("a", "n"), "id_anggota": uuid("g", "n"),
                "sks_mata_kuliah": "5 * (1 + n % 4)",
            },
        ),
        Table(
            "prestasi_mahasiswa", students // 50,
            {
                "id_prestasi": uuid("j", "n"), "id_mahasiswa": uuid("m", "50 * n + 3"), "id_tingkat_prestasi": "4 + n % 3",
                "tahun_prestasi": "2026", "tanggal": "'2026-05-01'", "peringkat": "ELT(1 + n % 3, '1', '2', '3')",
            },
        ),
        Table(
            "penugasan_dosen", lecturers,
            {
                "id_registrasi_dosen": uuid("h", "n"), "id_dosen": uuid("d", "n"), "nidn": "LPAD(n, 10, '0')",
                "jenis_nomor": "'NIDN'", "id_tahun_ajaran": "'2026'", "id_prodi": f"CONCAT('p', n % {PRODI})",
                "apakah_homebase": "'1'",
            },
        ),
        Table(
            "karya_dosen", lecturers,
            {
                "id_karya": uuid("w", "n"), "judul": "CONCAT('Karya ', n)", "kategori": "'tulis'",
                "jenis": "'jurnal_internasional_bereputasi'", "indeks": "'scopus'",
                "kuartil": "ELT(1 + n % 4, 'Q1', 'Q2', 'Q3', 'Q4')",
                "kolaborasi_internasional": "n % 2", "tanggal_terbit": "'2026-04-01'", "dimanfaatkan": "n % 2",
            },
        ),
        Table(
            "penulis_karya", lecturers,
            {"id_karya": uuid("w", "n"), "id_dosen": uuid("d", f"n * 7 % {lecturers}"), "urutan": "1"},
        ),
    ]  # fmt: skip


def fill(connection: Connection[Any], students: int) -> int:
    """Makes every table that a report reads, and fills those of `campus`. Returns the number of rows."""
    ensure_iku_schema(connection)
    catalog, tables = load_catalog(), campus(students)
    for dataset in datasets_read(load_regulations()):
        contract = catalog.get(dataset)
        sink = contract.sink("warehouse")
        assert sink is not None
        ddl.prepare(connection, contract, sink)
    _number(connection, max(table.rows for table in tables))
    for table in tables:
        _fill(connection, table, [field.name for field in catalog.get(table.dataset).key_fields])
    connection.commit()
    return sum(table.rows for table in tables)


def _number(connection: Connection[Any], up_to: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE angka (n INT PRIMARY KEY)")
        cursor.execute("INSERT INTO angka VALUES (0)")
        made = 1
        while made < up_to:
            cursor.execute(f"INSERT INTO angka SELECT n + {made} FROM angka WHERE n + {made} < {up_to}")
            made *= 2


def _fill(connection: Connection[Any], table: Table, keys: list[str]) -> None:
    """In the order of the key, as a table is that was filled in many loads and rebuilt."""
    meta = META.format(dataset=table.dataset)
    names = [*table.columns, *(part.rsplit(" AS ", 1)[1] for part in meta.split(", ") if " AS " in part)]
    chosen = ", ".join(f"{expression} AS {name}" for name, expression in table.columns.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table.dataset} ({', '.join(names)}) SELECT {chosen}, {meta} FROM angka WHERE n < {table.rows} "
            f"ORDER BY {', '.join(keys)}"
        )
        cursor.execute(
            "INSERT INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, updated_at) "
            "VALUES (%s, 'warehouse', 0, 0, %s, 'T', %s, NOW(6))",
            (table.dataset, table.dataset, table.rows),
        )
        cursor.execute(f"ANALYZE TABLE {table.dataset}")
