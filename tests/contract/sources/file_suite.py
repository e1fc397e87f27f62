"""The rules that every kind of file keeps, each a function that fails when it is broken."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable

from tests.contract.sources.builders import read, read_and_settle
from tests.contract.sources.file_kit import UNREADABLE, FileKit

ANI, BUDI, CITRA = ["1", "Ani"], ["2", "Budi"], ["3", "Citra"]
Rule = Callable[[FileKit], None]


def names_read(kit: FileKit, position: dict[str, object] | None = None) -> list[str]:
    return [record.value["nama"] for record in read(kit.source, position)[0]]


def the_same_file_under_two_names_is_read_once(kit: FileKit) -> None:
    first = kit.drop("dosen_1", ANI)
    shutil.copy2(first, kit.path("dosen_2"))

    records, reading = read(kit.source)

    assert ([record.value["nama"] for record in records], reading.read) == (["Ani"], 1)


def a_corrected_file_gives_what_was_corrected_and_no_more(kit: FileKit) -> None:
    kit.drop("dosen_1", ANI, ["2", "Bdi"])
    _, position = read_and_settle(kit.source)
    kit.drop("dosen_1", ANI, BUDI)

    assert names_read(kit, position) == ["Budi"]


def a_row_that_cannot_be_taken_says_so_and_where_it_is(kit: FileKit) -> None:
    kit.drop("dosen_1", ANI, UNREADABLE[kit.kind], BUDI)

    records, _ = read(kit.source)

    assert [record.position for record in records if record.unreadable] == [f"dosen_1.{kit.kind}:3"]
    assert [record.value["nama"] for record in records if not record.unreadable] == ["Ani", "Budi"]


def a_row_that_could_not_be_taken_is_taken_from_the_corrected_file(kit: FileKit) -> None:
    kit.drop("dosen_1", UNREADABLE[kit.kind])
    _, position = read_and_settle(kit.source)
    kit.drop("dosen_1", CITRA)

    records, _ = read(kit.source, position)

    assert [(record.key, record.unreadable) for record in records] == [("3", None)]


def a_refused_file_holds_up_no_other(kit: FileKit) -> None:
    kit.drop_nothing("dosen_1")
    kit.drop("dosen_2", ANI)

    records, reading = read(kit.source)

    assert [record.value["nama"] for record in records] == ["Ani"]
    assert [refusal.name for refusal in reading.refused] == [f"dosen_1.{kit.kind}"]


def a_refused_file_is_kept_beside_the_reason(kit: FileKit) -> None:
    kit.drop_nothing("dosen_1")

    read_and_settle(kit.source)

    kept = [path.read_text() for path in sorted(kit.folder.glob("ditolak/*"))]
    assert [text.split(". ")[0] for text in kept] == ["", f"dosen_1.{kit.kind}: berkas kosong (0 byte)"]


def a_refused_file_is_read_when_it_was_replaced(kit: FileKit) -> None:
    kit.drop_nothing("dosen_1")
    _, position = read_and_settle(kit.source)
    kit.drop("dosen_1", ANI)

    assert names_read(kit, position) == ["Ani"]


def a_file_that_grows_is_left_to_the_next_read(kit: FileKit) -> None:
    whole = kit.drop("dosen_1", ANI, BUDI).read_bytes()
    kit.path("dosen_1").write_bytes(whole[:-3])
    writer = threading.Timer(0.1, kit.path("dosen_1").write_bytes, [whole])
    writer.start()

    records, reading = read(kit.source)
    writer.join()

    assert (records, reading.refused) == ([], [])
    assert names_read(kit, reading.position) == ["Ani", "Budi"]


EVERY_RULE: tuple[Rule, ...] = (
    the_same_file_under_two_names_is_read_once,
    a_corrected_file_gives_what_was_corrected_and_no_more,
    a_row_that_cannot_be_taken_says_so_and_where_it_is,
    a_row_that_could_not_be_taken_is_taken_from_the_corrected_file,
    a_refused_file_holds_up_no_other,
    a_refused_file_is_kept_beside_the_reason,
    a_refused_file_is_read_when_it_was_replaced,
    a_file_that_grows_is_left_to_the_next_read,
)
