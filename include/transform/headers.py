"""Headers as the quarantine keeps them."""

from __future__ import annotations

import base64
import json


def as_text(headers: dict[str, bytes]) -> str:
    """Headers as JSON that people can read: text as it is, anything else as `{"base64": ...}`."""
    return json.dumps({name: _shown(value) for name, value in headers.items()}, ensure_ascii=False)


def from_text(text: str) -> dict[str, bytes]:
    """The very bytes that `as_text` was given."""
    return {
        name: value.encode() if isinstance(value, str) else base64.b64decode(value["base64"])
        for name, value in json.loads(text).items()
    }


def _shown(value: bytes) -> str | dict[str, str]:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}
