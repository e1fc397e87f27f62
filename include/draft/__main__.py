"""`python -m include.draft`: asks, looks at the source, writes the draft of a contract and a fixture, and tries both.

Every question is a flag as well, so that a draft can be made again, or without a terminal: `--kind mysql --connection siakad
--table mahasiswas`. What is not given then takes its default.
"""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path

from include.contract.catalog import CONTRACTS
from include.contract.read import ROOT, shown
from include.draft.ask import Questions
from include.draft.connection import EXAMPLES, declare, default_connection, is_declared
from include.draft.document import Draft, contract_text
from include.draft.drafting import Place, drafted
from include.draft.fixture import as_lines, fixture
from include.draft.names import name_of
from include.draft.seen import Unusable
from include.draft.sources import KINDS, Looked, look, reach
from include.draft.trial import checked, tried
from include.errors import KampusError

FLAGS = {
    "kind": f"jenis sumber: {', '.join(KINDS)}",
    "connection": "id koneksi Airflow",
    "address": "alamat sumber, bila koneksinya belum ada",
    "source": "nama sumber, untuk DAG extract__<nama>",
    "table": "tabel",
    "file": "berkas contoh",
    "pattern": "nama berkas-berkas, misalnya tracer_*.csv",
    "auth": "cara masuk ke API: none, bearer, basic atau token",
    "path": "daftar dari API: alamat, atau fungsi Feeder",
    "topic": "topik milik aplikasi lain",
    "dataset": "nama dataset",
    "personal": "kolom data pribadi, dipisahkan koma; - bila tidak ada",
    "key": "kolom kunci, dipisahkan koma",
    "purpose": "untuk apa dataset ini",
    "mode": "upsert, history atau append",
}
ABOUT = (
    "Melihat tabel, berkas, API atau topik, lalu menulis draf kontraknya dan baris contoh. Yang tidak dijawab dengan pilihan di "
    "bawah ditanyakan; tanpa terminal dipakai bawaannya."
)
FIXTURES = ROOT / "tests" / "fixtures"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make new-dataset", description=ABOUT)
    for flag, meaning in FLAGS.items():
        parser.add_argument(f"--{flag.replace('_', '-')}", help=meaning)
    parser.add_argument("--contracts", type=Path, default=CONTRACTS, help="folder kontrak")
    parser.add_argument("--fixtures", type=Path, default=FIXTURES, help="folder baris contoh")
    flags = vars(parser.parse_args(arguments))
    given = {name: flags[name] for name in FLAGS if flags[name] is not None}
    questions = Questions(given, input if sys.stdin.isatty() else None)
    try:
        _make(questions, flags["contracts"], flags["fixtures"])
    except (Unusable, KampusError) as wrong:
        print(f"new-dataset: {wrong}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("\nBerhenti. Tidak ada yang ditulis.", file=sys.stderr)
        return 130
    return 0


def _make(questions: Questions, contracts: Path, fixtures: Path) -> None:
    place, line = _place(questions)
    looked = look(place.kind, place.connection, questions)
    draft = drafted(place, looked, questions, {path.stem for path in contracts.glob("*.yaml")})
    text, result = _tried(draft, looked, contracts)
    path, rows = contracts / f"{draft.dataset}.yaml", fixture(draft.fields)
    of_fixture = tried(checked(text, shown(path)), rows)
    path.write_text(text, encoding="utf-8")
    fixtures.mkdir(parents=True, exist_ok=True)
    (fixtures / f"{draft.dataset}.jsonl").write_text(as_lines(rows), encoding="utf-8")
    print(f"\n{shown(path)}\n  baris sumber: {result}\n  baris contoh (tests/fixtures): {of_fixture}")
    print("  Yang masih harus diputuskan ada di awal berkas itu.")
    if line:
        print(f"  Koneksinya, untuk .env atau Admin > Connections (isikan sandinya):\n    {line}")
    dags = f"extract__{draft.source['name']} dan ingest__{draft.dataset}"
    print(f"Berikutnya: `make lint`, `make docs`; lalu jalankan {dags} di Airflow.")


def _tried(draft: Draft, looked: Looked, contracts: Path) -> tuple[str, str]:
    """The text of the contract, with what the trial of the seen rows leaves to decide, and the trial in words."""
    path = shown(contracts / f"{draft.dataset}.yaml")
    contract = checked(contract_text(draft), path)
    looked.confirm(contract)
    result = tried(contract, looked.seen.rows)
    rejected = [
        f"{name} menolak {count} dari {result.rows} baris yang dilihat." for name, count in result.rejected.items()
    ]
    return contract_text(replace(draft, decisions=[*draft.decisions, *rejected])), str(result)


def _place(questions: Questions) -> tuple[Place, str | None]:
    """Where the source is, and the line for `.env` that makes its connection where there was none."""
    kind = questions.choose("kind", "Jenis sumber", KINDS, "mysql")
    suggested = default_connection(kind, questions.given.get("address"))
    connection = questions.answer("connection", "Id koneksi Airflow", _id, suggested)
    line = None
    if "address" in questions.given or not is_declared(connection):

        def use(answer: str) -> str:
            line = declare(connection, kind, answer, lambda: questions.secret("Sandi"))
            reach(kind, connection)
            return line

        line = questions.answer("address", f"Alamat (misalnya {EXAMPLES[kind]})", use)
    usual = "aplikasi" if kind == "events" else connection.removesuffix("_drop").removesuffix("_api")
    source = questions.answer("source", "Nama sumber", _id, usual)
    return Place(kind, connection, source), line


def _id(answer: str) -> str:
    if not answer or answer != name_of(answer):
        raise Unusable(
            f"{answer!r} tidak dapat dipakai: huruf kecil, angka dan _, misalnya {name_of(answer or 'siakad')}."
        )
    return answer


if __name__ == "__main__":
    # What Airflow, Great Expectations and the standard's tool note for themselves would stand between the questions.
    logging.disable(logging.INFO)
    sys.exit(main())
