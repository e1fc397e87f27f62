from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from include.outgoing import Message
from include.spool import read_spool, write_spool
from include.state import StateFiles

HEADERS = st.dictionaries(st.text(min_size=1), st.binary())
MESSAGES = st.lists(st.builds(Message, st.binary(), st.binary(), HEADERS))


@given(MESSAGES)
def test_messages_come_back_as_they_were_in_their_order(messages: list[Message]) -> None:
    files = StateFiles("memory://spool")

    assert write_spool(files, "satu", messages) == len(messages)
    assert list(read_spool(files, "satu")) == messages


def test_a_spool_of_large_messages_is_read_block_by_block(tmp_path: Path) -> None:
    random = Random(7)
    messages = [Message(b"%d" % n, random.randbytes(700_000), {}) for n in range(5)]
    files = StateFiles(str(tmp_path))
    write_spool(files, "satu", messages)

    spool = read_spool(files, "satu")
    assert [next(spool).key for _ in range(5)] == [b"0", b"1", b"2", b"3", b"4"]
    assert next(spool, None) is None
