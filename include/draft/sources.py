"""What is asked of each kind of source, and how it is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from include import connections
from include.contract.model import Contract
from include.contract.odcs import MysqlSource
from include.contract.odcs_files import CsvSource, XlsxSource
from include.contract.odcs_web import FeederSource, HttpSource, SisterSource
from include.draft import look_files, look_mysql, look_topic, look_web
from include.draft.ask import Questions
from include.draft.seen import Seen, Unusable
from include.settings import HttpSettings

KINDS = {
    "mysql": "tabel MySQL atau MariaDB, dibaca berkala",
    "binlog": "tabel MySQL atau MariaDB, lewat binlog (CDC)",
    "csv": "berkas CSV dalam folder",
    "xlsx": "buku kerja Excel dalam folder",
    "http": "daftar dari API web (JSON)",
    "feeder": "PDDikti Neo Feeder",
    "sister": "SISTER",
    "events": "topik Kafka milik aplikasi lain",
}
FILES: dict[str, type[CsvSource] | type[XlsxSource]] = {"csv": CsvSource, "xlsx": XlsxSource}
WEB: dict[str, type[HttpSource] | type[FeederSource] | type[SisterSource]] = {
    "http": HttpSource, "feeder": FeederSource, "sister": SisterSource,
}  # fmt: skip
PATHS = {"http": "/v1/dosen", "feeder": "GetListDosen", "sister": "referensi/sdm"}
AUTHS = {
    "none": "tanpa akun",
    "bearer": "token di kepala Authorization, dari sandi koneksi",
    "basic": "nama dan sandi koneksi",
    "token": "token di kepala X-API-Key, dari sandi koneksi",
}
"""How an API is entered, as the contract says it; a secret is the password of the connection."""


@dataclass(frozen=True)
class Looked:
    """`object` is what the contract calls the table, file or list; `repeated` says of a key what the whole source shows."""

    object: str
    seen: Seen
    repeated: Callable[[tuple[str, ...]], bool | None] = lambda key: None
    confirm: Callable[[Contract], None] = lambda contract: None
    """Raises FinalError when the source cannot be read as the contract says."""


def reach(kind: str, connection: str) -> None:
    """Raises Unusable or KampusError when the connection leads nowhere. What a web API has is seen with its first list."""
    match kind:
        case "mysql" | "binlog":
            look_mysql.tables(connections.database(connection))
        case "csv" | "xlsx":
            look_files.files(Path(connections.folder(connection)), kind)
        case "events":
            look_topic.topics(connections.broker())


def look(kind: str, connection: str, questions: Questions) -> Looked:
    """Asks for the table, file or list and looks at it, until there is one that can be used."""
    match kind:
        case "mysql" | "binlog":
            return _table(kind, connection, questions)
        case "csv" | "xlsx":
            return _files(kind, connection, questions)
        case "events":
            return _topic(questions)
        case _:
            return _list(kind, connection, questions)


def _table(kind: str, connection: str, questions: Questions) -> Looked:
    settings = connections.database(connection)
    found = look_mysql.tables(settings)

    def use(answer: str) -> tuple[str, Seen]:
        if answer not in found:
            raise Unusable(f"Tidak ada tabel {answer!r} di {settings.database}. Yang ada: {', '.join(found)}.")
        if not re.fullmatch(MysqlSource.object_pattern, answer):
            raise Unusable(
                f"Nama {answer!r} tidak dapat ditulis dalam kontrak: hanya huruf, angka, _ dan $. Buat VIEW atasnya."
            )
        return answer, look_mysql.look(settings, answer)

    _show(questions, "table", found)
    table, seen = questions.answer("table", "Tabel", use)
    repeated = partial(look_mysql.repeated_keys, settings, table, seen.total)
    if kind == "mysql":
        return Looked(table, seen, repeated)
    return Looked(table, seen, repeated, partial(look_mysql.require_binlog, settings))


def _files(kind: str, connection: str, questions: Questions) -> Looked:
    folder = Path(connections.folder(connection))
    found = look_files.files(folder, kind)

    def use(answer: str) -> tuple[str, Seen]:
        if answer not in found:
            raise Unusable(f"Tidak ada berkas {answer!r} di {folder}. Yang ada: {', '.join(found)}.")
        return answer, look_files.look(folder, answer, kind, connection)

    _show(questions, "file", found)
    name, seen = questions.answer("file", "Berkas contoh", use, next(iter(found)))
    pattern = questions.answer(
        "pattern",
        "Nama berkas-berkas dataset ini",
        lambda answer: _matching(answer, name, kind),
        look_files.pattern_of(name),
    )
    return Looked(pattern, seen)


def _list(kind: str, connection: str, questions: Questions) -> Looked:
    settings = connections.web_api(connection)
    auth = _auth(settings, questions) if kind == "http" else None

    def use(answer: str) -> tuple[str, Seen]:
        if not re.fullmatch(WEB[kind].object_pattern, answer):
            raise Unusable(f"{answer!r} tidak dapat ditulis dalam kontrak. Yang diharapkan seperti {PATHS[kind]}.")
        match kind:
            case "http":
                return answer, look_web.look_rest(settings, answer, auth)
            case "feeder":
                return answer, look_web.look_feeder(settings, answer)
            case _:
                return answer, look_web.look_sister(settings, answer)

    path, seen = questions.answer("path", f"Daftar (misalnya {PATHS[kind]})", use)
    return Looked(path, seen)


def _topic(questions: Questions) -> Looked:
    broker = connections.broker()
    _show(questions, "topic", look_topic.topics(broker))
    about, seen = questions.answer("topic", "Topik", lambda answer: look_topic.look(broker, answer))
    return Looked(about, seen)


def _auth(settings: HttpSettings, questions: Questions) -> dict[str, Any] | None:
    usual = "basic" if settings.user else "bearer" if settings.password else "none"
    chosen = questions.choose("auth", "Cara masuk", AUTHS, usual)
    return None if chosen == "none" else {"kind": chosen}


def _matching(pattern: str, name: str, kind: str) -> str:
    if not re.fullmatch(FILES[kind].object_pattern, pattern):
        raise Unusable(
            f"{pattern!r} tidak dapat ditulis dalam kontrak: hanya huruf, angka, spasi, _ . - dan *, lalu .{kind}."
        )
    if not Path(name).match(pattern):
        raise Unusable(f"{name} tidak cocok dengan {pattern!r}. Tulis pola seperti tracer_*.{kind}.")
    return pattern


def _show(questions: Questions, name: str, found: Mapping[str, str]) -> None:
    if questions.ask is not None and name not in questions.given:
        for each, meaning in found.items():
            questions.say(f"  {each} ({meaning})" if meaning else f"  {each}")
