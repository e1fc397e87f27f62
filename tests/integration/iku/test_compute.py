"""A report is computed in one snapshot, stored as a version, and never changed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from include.calendar import CAMPUS_ZONE
from include.contract.catalog import load_catalog
from include.database import alone, connect
from include.errors import FinalError, ServiceUnavailable
from include.iku.collect import collect
from include.iku.compute import compute
from include.iku.model import Change, Freshness, Message, Missing
from include.iku.period import Period
from include.iku.regulation import load_regulations
from include.iku.snapshot import Snapshot, open_snapshot
from include.settings import DatabaseSettings
from tests.integration.iku.history import DATASETS, RUN, TRAIL, History, gather, indicator_of

AEE = ("358-M-KEP-2025", "1")
OUTCOMES = ("358-M-KEP-2025", "2")
DAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")
    history.fakultas("ft")
    history.graduated("ani", "2025-07-31")
    history.graduated("budi", "2025-07-31")
    history.answered("ani", "4", isi="2026-03-01", f18d="2025-09-01")


def add_target(history: History, tahun: int, triwulan: int, jenis: str, unit: str, target: str) -> None:
    history.add(
        "target_iku", regulasi=OUTCOMES[0], kode="2", tahun=tahun, triwulan=triwulan, unit_jenis=jenis, unit_id=unit,
        target=target,
    )  # fmt: skip


def stored(history: History) -> dict[str, list[tuple[object, ...]]]:
    return {table: history.execute(f"SELECT * FROM {table}") for table in TRAIL if table.startswith("iku_")}


def test_the_first_report_of_a_day_is_version_1(history: History) -> None:
    key = history.compute(DAY)
    report = history.report(key)

    assert (key.version, key.kind, key.changes) == (1, "terbit", 0)
    assert (report.as_of, report.compared_to, report.run_id) == (DAY, None, "manual__uji")
    assert history.value(key, *OUTCOMES).nilai == Decimal("60.0000")


def test_computing_a_day_again_restates_it_and_lists_what_changed(history: History) -> None:
    history.compute(DAY)
    answer = history.answered("budi", "5", isi="2026-05-01")
    again = history.compute(DAY)

    changes = [change for change in history.report(again).changes if (change.regulasi, change.kode) == OUTCOMES]

    assert (again.version, again.kind) == (2, "pernyataan_ulang")
    assert history.report(again).compared_to == (date(2026, 9, 1), 1)
    assert changes == [
        Change(
            *OUTCOMES, kunci="budi", label="nim-budi", jenis="ubah", sebelum=Decimal(0), sesudah=Decimal(0),
            alasan_lama="belum menjawab tracer study", alasan_baru="tidak bekerja, berwirausaha, atau studi lanjut",
            pesan_lama=Message("lulusan", 0, 1), pesan_baru=Message("tracer_study", 0, answer),
        )
    ]  # fmt: skip
    assert history.value(again, *OUTCOMES).nilai == Decimal("30.0000")
    assert history.value(again, *OUTCOMES).nilai_sebelum == Decimal("60.0000")


def test_evidence_that_comes_and_goes_is_listed(history: History) -> None:
    history.compute(DAY)
    history.graduated("citra", "2025-08-01")
    history.add("lulusan", deleted=True, id_registrasi_mahasiswa="budi")

    changes = history.report(history.compute(DAY)).changes

    assert {(c.kunci, c.jenis, c.alasan_lama, c.alasan_baru) for c in changes if c.kode == "2"} == {
        ("citra", "tambah", None, "belum menjawab tracer study"),
        ("budi", "hapus", "belum menjawab tracer study", None),
    }


def test_a_restatement_without_new_data_changes_nothing(history: History) -> None:
    first = history.compute(DAY)
    again = history.compute(DAY)

    assert again.changes == 0
    assert history.report(again).evidence == history.report(first).evidence


def test_a_row_that_was_only_touched_is_no_change_but_its_new_message_is_kept(history: History) -> None:
    history.compute(DAY)
    touched = history.answered("ani", "4", isi="2026-03-01", f18d="2025-09-01")
    again = history.compute(DAY)

    evidence = {(row.kode, row.kunci): row for row in history.report(again).evidence}

    assert again.changes == 0
    assert evidence["2", "ani"].posisi == touched


def test_nothing_that_is_stored_is_ever_changed(history: History) -> None:
    history.compute(DAY)
    before = stored(history)
    history.answered("budi", "5", isi="2026-05-01")
    history.graduated("citra", "2025-08-01")
    history.compute(DAY)
    history.compute(DAY - timedelta(days=1))

    after = stored(history)

    assert {table: set(rows) - set(after[table]) for table, rows in before.items()} == {t: set() for t in before}


def test_an_older_report_reads_the_same_after_later_loads(history: History) -> None:
    key = history.compute(DAY)
    before = history.report(key)
    history.answered("budi", "5", isi="2026-05-01")
    history.compute(DAY)
    history.compute(DAY - timedelta(days=100))

    assert history.report(key) == before


def test_a_past_day_is_compared_with_the_newest_report_of_an_earlier_day(history: History) -> None:
    for day in (date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 20)):
        history.compute(day)

    past = history.compute(date(2026, 9, 10))
    again = history.compute(date(2026, 9, 10))
    history.compute(date(2026, 9, 1))
    later = history.compute(date(2026, 9, 11))

    assert history.report(past).compared_to == (date(2026, 9, 1), 2)
    assert history.report(again).compared_to == (date(2026, 9, 10), 1)
    assert history.report(later).compared_to == (date(2026, 9, 10), 2)


def test_a_report_of_a_past_day_sees_the_past(history: History) -> None:
    assert history.value(history.compute(date(2026, 2, 28)), *OUTCOMES).nilai is None
    assert history.value(history.compute(date(2026, 3, 1)), *OUTCOMES).nilai == Decimal("60.0000")


def test_messages_beyond_the_ledger_are_not_seen(history: History) -> None:
    offset = history.answered("budi", "5", isi="2026-05-01")
    history.execute("UPDATE etl_ledger SET next_offset = %s WHERE dataset = 'tracer_study'", offset)

    assert history.value(history.compute(DAY), *OUTCOMES).penyebut == 1


def test_a_report_remembers_the_positions_it_read(history: History) -> None:
    history.compute(DAY)

    assert '"tracer_study": {"0": 1}' in str(history.execute("SELECT positions FROM iku_report")[0][0])


def test_a_load_that_commits_during_the_computation_does_not_show(history: History) -> None:
    regulation, indicator = indicator_of(*OUTCOMES)
    with closing(connect(history.settings)) as connection:
        snapshot = open_snapshot(connection, load_catalog(), Period(DAY), DATASETS)
        history.answered("budi", "5", isi="2026-05-01")
        history.graduated("citra", "2025-08-01")
        seen = {row.kunci: row.penyebut for row in gather(snapshot, regulation, indicator)}

    assert seen == {"ani": 1, "budi": 0}


def test_a_report_that_a_replay_ran_through_is_computed_again(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replay rewrites rows that were read already, so what was gathered may be of two states."""

    def replayed(snapshot: Snapshot, *rest: object) -> None:
        collect(snapshot, *rest)  # type: ignore[arg-type]
        history.execute(
            "REPLACE INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, updated_at) "
            "VALUES ('lulusan', 'warehouse', 7, 0, 'lulusan', 'T', 1, NOW(6))"
        )

    monkeypatch.setattr("include.iku.compute.collect", replayed)
    with pytest.raises(ServiceUnavailable, match="sebuah replay menulis ulang baris selagi laporan dihitung"):
        history.compute(DAY)
    monkeypatch.undo()

    assert history.compute(DAY).version == 1


def test_a_report_locks_no_row_that_it_reads(history: History) -> None:
    regulation, indicator = indicator_of(*OUTCOMES)
    with closing(connect(history.settings)) as connection:
        gather(open_snapshot(connection, load_catalog(), Period(DAY), DATASETS), regulation, indicator)
        history.answered("budi", "5", isi="2026-05-01")
        history.execute("UPDATE lulusan SET nim = nim")

    assert history.value(history.compute(DAY), *OUTCOMES).penyebut == 2


def test_two_computations_at_once_make_two_versions(history: History) -> None:
    with ThreadPoolExecutor() as pool:
        keys = list(pool.map(history.compute, [DAY] * 4))

    assert sorted(key.version for key in keys) == [1, 2, 3, 4]
    assert {sum((e.regulasi, e.kode) == OUTCOMES for e in history.report(key).evidence) for key in keys} == {2}


def test_a_report_does_not_wait_for_ever_for_another_one(history: History) -> None:
    with (
        closing(connect(history.settings)) as other,
        alone(other, "compute an IKU report"),
        pytest.raises(ServiceUnavailable, match="compute an IKU report: another connection was still at it after 0 s"),
    ):
        compute(history.settings, load_catalog(), DAY, RUN, patience=0)

    assert history.compute(DAY).version == 1


def test_targets_are_those_of_the_year_and_the_unit_before_those_of_all(history: History) -> None:
    def target(tahun: int, jenis: str, unit: str, target: str) -> None:
        add_target(history, tahun, 0, jenis, unit, target)

    target(2025, "pt", "*", "10")
    target(2026, "pt", "*", "80")
    target(2026, "prodi", "*", "50")
    target(2026, "prodi", "if", "0")
    history.prodi("si")
    history.graduated("citra", "2025-08-01", prodi="si")
    history.answered("citra", "4", f18d="2025-09-01")
    key = history.compute(DAY)

    def shown(level: str, unit: str) -> tuple[object, ...]:
        value = history.value(key, *OUTCOMES, level, unit)
        return value.target, value.capaian, value.status

    assert shown("pt", "*") == (80, 75, "Belum tercapai")
    assert shown("fakultas", "ft") == (None, None, "Tanpa target")
    assert shown("prodi", "si") == (50, 120, "Tercapai")
    assert shown("prodi", "if") == (0, None, "Tercapai")


def test_the_target_of_the_quarter_comes_before_that_of_the_year(history: History) -> None:
    """A unit's own target of the year comes before that of all units for the quarter."""
    add_target(history, 2026, 0, "pt", "*", "80")
    add_target(history, 2026, 2, "pt", "*", "40")
    add_target(history, 2026, 3, "pt", "*", "60")
    add_target(history, 2026, 3, "prodi", "*", "50")
    add_target(history, 2026, 0, "prodi", "if", "90")

    third, fourth = history.compute(DAY), history.compute(date(2026, 10, 1))

    assert [history.value(key, *OUTCOMES).target for key in (third, fourth)] == [60, 80]
    assert history.value(third, *OUTCOMES).status == "Tercapai"
    assert history.value(third, *OUTCOMES, "prodi", "if").target == 90


def test_units_are_called_by_their_names(history: History) -> None:
    history.prodi("panjang", nama="Teknik " * 28)
    history.prodi("tanpa nama fakultas", fakultas="f9")
    history.graduated("citra", "2025-08-01", prodi="panjang")
    history.graduated("dewi", "2025-08-01", prodi="tanpa nama fakultas")
    key = history.compute(DAY)

    assert history.value(key, *OUTCOMES).unit_nama == "Perguruan tinggi"
    assert history.value(key, *OUTCOMES, "fakultas", "ft").unit_nama == "Fakultas Teknik"
    assert history.value(key, *OUTCOMES, "fakultas", "f9").unit_nama == "f9"
    assert history.value(key, *OUTCOMES, "prodi", "panjang").unit_nama == "S1 " + "Teknik " * 28


def test_what_an_indicator_lacks_is_listed_the_most_frequent_first(history: History) -> None:
    for id_ in ("citra", "dewi"):
        history.graduated(id_, "2025-07-31")
        history.answered(id_, "1", f502=3, f505=5_000_000, f5a1="390000")

    missing = [m for m in history.report(history.compute(DAY)).missing if (m.regulasi, m.kode) == OUTCOMES]

    assert missing == [
        Missing(*OUTCOMES, None, "responden 3 dari 4 lulusan; paling sedikit 4 (Slovin), kurang", 1),
        Missing(*OUTCOMES, None, "UMP 2026 provinsi 390000 tidak ada", 2),
        Missing(*OUTCOMES, None, "lulusan belum menjawab tracer study", 1),
    ]


def reject(history: History, dataset: str, event: str, field: str | None = "f505", rule: str = "number") -> int:
    offset = len(history.execute("SELECT 1 FROM etl_quarantine"))
    history.execute(
        "INSERT INTO etl_quarantine (topic_id, partition_id, message_offset, topic, dataset, event_id, version, headers, "
        "broker_at, quarantined_at) VALUES ('T', 0, %s, 't', %s, %s, '1', '{}', NOW(6), NOW(6))",
        offset, dataset, event,
    )  # fmt: skip
    attempt(history, dataset, offset, "ditolak", field=field, rule=rule)
    return offset


def attempt(
    history: History, dataset: str, offset: int, outcome: str, sink: str = "warehouse", generation: int = 0, **reason: str | None
) -> None:  # fmt: skip
    history.execute(
        "INSERT INTO etl_attempt (topic_id, partition_id, message_offset, batch_id, sink, outcome, dataset, generation, "
        "contract_version, contract_number, rule, field, reason, attempted_at) "
        "VALUES ('T', 0, %s, %s, %s, %s, %s, %s, '1.0.0', 1, %s, %s, 'alasan', NOW(6))",
        offset, f"b{generation}", sink, outcome, dataset, generation, reason.get("rule"), reason.get("field"),
    )  # fmt: skip


def test_rejected_rows_of_the_datasets_that_were_read_are_listed_once_each(history: History) -> None:
    reject(history, "tracer_study", "a")
    reject(history, "tracer_study", "a")
    reject(history, "tracer_study", "b")
    reject(history, "lulusan", "c", field=None, rule="json")
    reject(history, "pesanan", "d")

    missing = [m for m in history.report(history.compute(DAY)).missing if m.dataset]

    assert missing == [
        Missing(None, None, "lulusan", "baris ditolak: aturan json", 1),
        Missing(None, None, "tracer_study", "baris ditolak: f505, aturan number", 2),
    ]


def test_a_number_says_how_far_rejected_rows_could_move_it(history: History) -> None:
    """One of one answer counts 0.6; two more answers were rejected, and the registrations are not those of this number."""
    reject(history, "tracer_study", "a")
    reject(history, "lulusan", "b")
    reject(history, "riwayat_pendidikan", "c")

    found = [m for m in history.report(history.compute(DAY)).missing if (m.regulasi, m.kode) == OUTCOMES]

    assert found[-1] == Missing(
        *OUTCOMES, None,
        "baris ditolak; bila semuanya ikut terhitung, nilainya antara 20,00 (tanpa bobot) dan 86,67 (berbobot penuh)", 2,
    )  # fmt: skip


def test_a_rejected_row_that_came_in_after_all_is_missing_no_more(history: History) -> None:
    accepted, replaced, elsewhere, left = (reject(history, "tracer_study", event) for event in "abcd")
    attempt(history, "tracer_study", accepted, "diterima", generation=1)
    attempt(history, "tracer_study", replaced, "digantikan", generation=1)
    attempt(history, "tracer_study", elsewhere, "diterima", sink="olap", generation=1)
    attempt(history, "tracer_study", left, "ditolak", generation=1, rule="enum", field="f8")

    missing = [m for m in history.report(history.compute(DAY)).missing if m.dataset]

    assert missing == [
        Missing(None, None, "tracer_study", "baris ditolak: f8, aturan enum", 1),
        Missing(None, None, "tracer_study", "baris ditolak: f505, aturan number", 1),
    ]


def test_messages_that_wait_to_be_loaded_are_listed(history: History) -> None:
    """A held batch keeps its dataset at an older state, which the report has to say."""
    for revision, (topic_id, start, end) in enumerate([("T", 0, 1), ("T", 1, 41), ("alt", 0, 500)]):
        history.execute(
            "INSERT INTO etl_plan (range_id, generation, revision, batch_id, dataset, topic, topic_id, partition_id, start_offset, "
            "end_offset, contract_version, code_version, action, dag_id, run_id, planned_at) VALUES (%s, 0, %s, 'b', "
            "'tracer_study', 't', %s, 0, %s, %s, '1.0.0', '1', 'load', 'd', 'r', NOW(6))",
            f"range-{revision}", revision, topic_id, start, end,
        )  # fmt: skip

    missing = [m for m in history.report(history.compute(DAY)).missing if m.dataset]

    assert missing == [
        Missing(None, None, "tracer_study", "pesan menunggu dimuat: batch tertahan atau belum selesai", 40)
    ]


def test_freshness_tells_of_every_dataset_that_was_read(history: History) -> None:
    for day in (1, 2):
        history.execute(
            "INSERT INTO etl_extract (source, dataset, dag_id, run_id, try_number, started_at, finished_at, read_rows, produced, "
            "deleted, newest_change) VALUES ('siakad', 'lulusan', 'd', 'r', 1, NOW(6), %s, 1, 1, 0, %s)",
            datetime(2026, 8, day, 3), datetime(2026, 7, day, 9),
        )  # fmt: skip

    freshness = {each.dataset: each for each in history.report(history.compute(DAY)).freshness}

    assert set(freshness) == set(DATASETS)
    assert freshness["lulusan"] == Freshness("lulusan", datetime(2026, 8, 2, 3), datetime(2026, 7, 2, 9))
    assert freshness["ump"] == Freshness("ump", None, None)


def test_a_report_keeps_the_regulations_it_was_computed_with(history: History) -> None:
    regulation, _ = indicator_of(*OUTCOMES)

    assert regulation in history.report(history.compute(DAY)).regulations


def test_a_day_that_has_not_begun_is_refused(history: History) -> None:
    tomorrow = datetime.now(CAMPUS_ZONE).date() + timedelta(days=1)

    with pytest.raises(FinalError, match=f"tanggal laporan {tomorrow} belum tiba"):
        history.compute(tomorrow)


def test_a_warehouse_without_tables_says_what_to_run(warehouse: DatabaseSettings) -> None:
    with pytest.raises(
        FinalError,
        match=r"belum punya tabel fakultas, program_studi, target_iku\. Jalankan DAG extract__ dan ingest__",
    ):
        compute(warehouse, load_catalog(), DAY, RUN)


def test_an_indicator_whose_data_was_never_loaded_has_no_number_and_the_others_have_theirs(history: History) -> None:
    history.execute("RENAME TABLE form_pendapatan TO disimpan")
    try:
        key = history.compute(DAY)
    finally:
        history.execute("RENAME TABLE disimpan TO form_pendapatan")

    income = history.value(key, OUTCOMES[0], "9")
    assert (income.nilai, income.status) == (None, "Belum dihitung")
    assert history.value(key, *OUTCOMES).nilai == Decimal("60.0000")


def test_a_regulation_is_reported_for_a_year_after_it_was_in_force(history: History) -> None:
    told = {value.regulasi for value in history.report(history.compute(DAY)).values}

    assert told == {each.regulasi for each in load_regulations() if each.is_reported(DAY)}
    assert "3-M-2021" not in told


def test_a_warehouse_that_is_away_is_a_transient_error(history: History) -> None:
    with pytest.raises(ServiceUnavailable, match=r"127\.0\.0\.1:1 "):
        compute(replace(history.settings, port=1), load_catalog(), DAY, RUN)


def test_a_connection_that_is_lost_is_a_transient_error(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(real: Callable[..., object]) -> Callable[..., object]:
        def collect_after_kill(snapshot: object, *rest: object) -> object:
            with closing(connect(history.settings)) as other, other.cursor() as cursor:
                cursor.execute(f"KILL {snapshot.connection.thread_id()}")  # type: ignore[attr-defined]
            return real(snapshot, *rest)

        return collect_after_kill

    monkeypatch.setattr("include.iku.compute.collect", killed(collect))
    with pytest.raises(ServiceUnavailable):
        history.compute(DAY)
    monkeypatch.undo()

    assert history.compute(DAY).version == 1
