"""What an extract is about to send, written down before it is sent.

A run that dies while sending is continued by the next one with the very same messages. Otherwise a row that was sent and
is gone again by then would stay in the sinks: nobody would know of it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

import msgspec
import pyarrow as pa

from include.outgoing import Message
from include.state import StateFiles

BLOCK = 1_000_000
"""Bytes of values after which a block is written."""
SIZES = struct.Struct(">II")
"""Before every block: its bytes when unpacked, and as they are stored."""


def write_spool(files: StateFiles, name: str, messages: Iterable[Message]) -> int:
    """Write a spool of this name and return the number of its messages."""
    encoder, codec = msgspec.msgpack.Encoder(), pa.Codec("zstd")
    count = 0
    with files.writing(name) as file:
        for block in _blocks(messages):
            packed = encoder.encode(block)
            stored = codec.compress(packed, asbytes=True)
            file.write(SIZES.pack(len(packed), len(stored)) + stored)
            count += len(block)
    return count


def read_spool(files: StateFiles, name: str) -> Iterator[Message]:
    decoder, codec = msgspec.msgpack.Decoder(list[Message]), pa.Codec("zstd")
    with files.reading(name) as file:
        while sizes := file.read(SIZES.size):
            unpacked, stored = SIZES.unpack(sizes)
            yield from decoder.decode(codec.decompress(file.read(stored), unpacked, asbytes=True))


def _blocks(messages: Iterable[Message]) -> Iterator[list[Message]]:
    block: list[Message] = []
    size = 0
    for message in messages:
        block.append(message)
        size += len(message.value)
        if size >= BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block
