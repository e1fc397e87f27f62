"""A schema registry that serves its schemas over HTTP, and rows written by them as Confluent's serializers write them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import fastavro

from include.settings import RegistrySettings


class Registry(ThreadingHTTPServer):
    """`schemas` by id. `status` is what it answers instead of a schema, where it shall not be well."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.schemas: dict[int, dict[str, Any]] = {}
        self.status: int | None = None
        self.asked: list[str] = []

    @property
    def settings(self) -> RegistrySettings:
        return RegistrySettings({"url": f"http://127.0.0.1:{self.server_port}", "max.retries": 0, "timeout": 5})

    def add(self, schema: dict[str, Any]) -> int:
        self.schemas[len(self.schemas) + 1] = {"schema": json.dumps(schema)}
        return len(self.schemas)

    def write(self, schema_id: int, row: dict[str, Any]) -> bytes:
        buffer = io.BytesIO(bytes([0]) + schema_id.to_bytes(4, "big"))
        buffer.seek(5)
        schema = fastavro.parse_schema(json.loads(self.schemas[schema_id]["schema"]))
        fastavro.schemaless_writer(buffer, schema, row)
        return buffer.getvalue()


class _Handler(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        found = self.server.schemas.get(int(path.rpartition("/")[2]))
        status = self.server.status or (200 if found else 404)
        missing = {"error_code": 40403, "message": "Schema not found"}
        body = json.dumps(found if status == 200 else missing).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is written to the terminal."""


@contextmanager
def running() -> Iterator[Registry]:
    registry = Registry()
    thread = Thread(target=registry.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield registry
    finally:
        registry.shutdown()
        registry.server_close()
        thread.join()
