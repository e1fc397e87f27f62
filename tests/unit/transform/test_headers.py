from __future__ import annotations

from include.transform.headers import as_text, from_text


def test_headers_come_back_as_the_bytes_they_were() -> None:
    headers = {"event_id": b"a-1", "nama": "Universitas Ma\u2019arif".encode(), "trace": b"\xff\x00", "empty": b""}
    assert from_text(as_text(headers)) == headers


def test_a_person_can_read_the_headers_that_are_text() -> None:
    assert as_text({"op": b"upsert", "trace": b"\xff"}) == '{"op": "upsert", "trace": {"base64": "/w=="}}'
