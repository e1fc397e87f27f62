"""The suite turns red on a sink that breaks a promise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from include.errors import KampusError
from include.settings import DatabaseSettings
from include.sinks.base import Sink
from tests.contract.sinks import broken
from tests.contract.sinks.suite import PROMISES, Promise, comparison, fence, replay, rows, trail, values
from tests.contract.sinks.warehouse_kit import WarehouseKit

RED = (AssertionError, KampusError, pytest.fail.Exception)

BREAKS: list[tuple[type[broken.Wrapped], Promise]] = [
    (broken.AppendsInsteadOfUpserting, rows.upsert_keeps_one_row_per_key),
    (broken.TakesTheOldestVersion, rows.upsert_takes_the_newest_version_of_a_batch),
    (broken.TakesWhateverComesLast, rows.upsert_never_lets_an_older_version_overwrite_a_newer_one),
    (broken.BreaksTiesByArrival, rows.upsert_ends_the_same_in_whatever_order_messages_come),
    (broken.TakesEveryMessageForANewEvent, rows.upsert_counts_the_same_event_again_as_skipped),
    (broken.ForgetsDeletes, rows.upsert_leaves_a_tombstone_for_a_deleted_key),
    (broken.LetsDeletesAlwaysWin, rows.upsert_ignores_a_delete_that_is_older_than_the_row),
    (broken.TakesEveryMessageForANewEvent, rows.append_keeps_every_event_once),
    (broken.UpsertsInsteadOfKeepingHistory, rows.history_keeps_every_version_of_a_key_once),
    (broken.UpsertsInsteadOfKeepingHistory, rows.history_takes_a_late_older_version_beside_the_newer_ones),
    (broken.ComparesKeysWithoutCase, values.keys_that_differ_in_case_or_accent_are_two_keys),
    (broken.NeverAddsColumns, rows.a_new_field_is_added_and_older_rows_lack_it),
    (broken.RequiresNewColumns, rows.a_batch_planned_with_the_older_contract_still_loads),
    (broken.EmptiesTheTableWhenPrepared, rows.preparing_again_changes_nothing),
    (broken.PassesOverEmptyBatches, fence.an_empty_batch_moves_the_ledger_and_is_audited),
    (broken.TakesBackslashNForMissing, values.text_comes_back_letter_for_letter),
    (broken.CutsWideText, values.wide_text_comes_back_whole),
    (broken.TakesDecimalsForFloats, values.numbers_come_back_exactly),
    (broken.WritesLocalTime, values.times_come_back_as_the_same_instant),
    (broken.WritesZeroForMissing, values.a_missing_value_is_missing_and_never_zero_or_empty),
    (broken.KeepsWhatANewerVersionEmptied, values.a_newer_version_can_empty_a_field),
    (broken.LosesTheCoordinates, trail.every_row_says_which_message_and_batch_brought_it),
    (broken.StopsAfterTenThousandRows, rows.a_big_batch_loads_whole),
    (broken.HasOneLedgerForAllPartitions, fence.two_pipelines_load_one_table_side_by_side),
    (broken.ForgetsWhatItCommitted, fence.a_second_copy_of_a_batch_loads_nothing_and_says_what_the_first_did),
    (broken.FailsWhenItIsLate, fence.of_two_copies_at_the_same_moment_one_loads),
    (broken.TakesTheWholeRangeAgain, fence.a_ledger_in_the_middle_of_a_range_takes_the_rest_and_says_so),
    (broken.JumpsOverGaps, fence.a_ledger_before_the_batch_is_a_gap),
    (broken.IgnoresTheTopicId, fence.another_incarnation_of_the_topic_is_a_gap),
    (broken.JumpsOverGaps, fence.a_batch_that_was_never_planned_is_not_loaded),
    (broken.CommitsRowsFirst, fence.a_load_that_fails_in_the_middle_leaves_nothing),
    (broken.CountsOldVersionsAsLoaded, trail.every_message_has_one_outcome),
    (broken.DoesNotSayWhoLoaded, trail.the_audit_row_says_what_was_loaded_from_where_by_whom),
    (broken.LosesRejectedBytes, trail.a_reject_is_kept_once_with_its_bytes_and_its_newest_reason),
    (broken.SaysOnlyWhatItRejected, trail.a_message_that_is_accepted_after_all_leaves_the_quarantine),
    (broken.SaysOnlyWhatItRejected, trail.a_newer_message_of_its_key_takes_the_place_of_one_in_quarantine),
    (broken.LetsAnyMessageReplaceAnOlderOffset, trail.a_newer_message_of_its_key_takes_the_place_of_one_in_quarantine),
    (broken.TakesEveryLoadForANewerContract, replay.a_replay_under_the_same_contract_changes_nothing),
    (broken.ForgetsTheContract, replay.a_replay_under_a_newer_contract_rewrites_an_upserted_row),
    (broken.ForgetsTheContract, replay.a_replay_under_a_newer_contract_rewrites_history_in_place),
    (broken.ForgetsTheContract, replay.a_replay_under_a_newer_contract_rewrites_appended_events_in_place),
    (broken.TakesEveryMessageForTheFirst, replay.another_message_of_an_event_rewrites_nothing_that_is_kept_once),
    (broken.LetsTheNewerContractAlwaysWin, replay.an_older_source_version_under_a_newer_contract_still_does_not_win),
    (broken.HasOneLedgerForAllGenerations, replay.a_replay_beside_the_live_lane_has_a_ledger_of_its_own),
    (broken.TakesEveryLoadForANewerContract, replay.a_replay_that_runs_ahead_of_the_live_lane_is_not_loaded_twice),
    (broken.ForgetsTheContract, replay.rows_that_do_not_say_their_contract_are_rewritten_by_any),
    (broken.FindsRowsLackingThatWereSuperseded, comparison.what_was_loaded_lacks_nothing),
    (broken.NeverFindsAnything, comparison.a_row_that_is_not_there_is_lacking),
    (broken.NeverFindsAnything, comparison.a_row_by_an_older_contract_is_lacking),
    (broken.FindsWhatAnOlderContractSaysLacking, comparison.a_row_by_a_newer_contract_stands_for_the_older),
    (broken.TakesAnyContract, rows.a_sink_refuses_a_contract_that_does_not_name_it),
]


@dataclass(frozen=True)
class BrokenKit(WarehouseKit):
    kind: type[broken.Wrapped] = broken.Wrapped

    def sink(self) -> Sink:
        return self.kind(self.warehouse)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_a_wrapped_sink_that_breaks_nothing_stays_green(
    mariadb_warehouse: DatabaseSettings, tmp_path: Path, promise: Promise
) -> None:
    promise(BrokenKit(mariadb_warehouse, tmp_path))


@pytest.mark.parametrize(("kind", "promise"), BREAKS, ids=lambda part: part.__name__)
def test_a_broken_promise_turns_the_suite_red(
    mariadb_warehouse: DatabaseSettings, tmp_path: Path, kind: type[broken.Wrapped], promise: Promise
) -> None:
    with pytest.raises(RED):
        promise(BrokenKit(mariadb_warehouse, tmp_path, kind))


def test_every_promise_has_a_sink_that_breaks_it() -> None:
    assert {promise for _, promise in BREAKS} == set(PROMISES)
