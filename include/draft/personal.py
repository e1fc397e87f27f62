"""Guesses which columns tell something of a person: by their names, and by the shape of their values.

A guess errs on the side of the person. What is guessed by mistake is undone in the contract in one line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from include.contract.checks.personal import PERSONAL_WORDS

SECRET = re.compile(r"(^|_)(hash_?)?(password|passwd|pwd|sandi|kata_sandi|pin|token|secret|salt|otp|hint_answer)(_|$)")
"""Names of columns that no dataset has: they let somebody in."""

PERSON = "nama orang"
BY_NAME = (
    ("NIK", "pseudonym", "nik|no_?ktp|ktp|no_?kk|kk|identity_number|nisn|npwp|paspor|passport"),
    ("surel", "drop", "e_?mail|email_.*|surel"),
    ("telepon", "drop", "(no_?)?(hp|handphone|telp|telepon|telpon|phone|mobile|whatsapp|wa|fax|facsimile)"),
    ("alamat", "drop", "alamat|address2?|jalan|rt|rw|kode_?pos|postal_code|dusun"),
    ("penghasilan", "restrict", "gaji|penghasilan|pendapatan|income|salary|honor"),
    ("rekening", "drop", "(no_?)?(rekening|norek|account_number)"),
    ("kelahiran", "restrict", "lahir|birth_?(date|place)|date_of_birth|dob"),
    (
        "nama orang",
        "pseudonym",
        "(first|last|full|middle|maiden)_?name|nama_?(lengkap|depan|belakang|ayah|ibu|wali|mhs)",
    ),
    ("foto", "drop", "foto|photo|picture|avatar"),
    ("akun", "pseudonym", "user_?name|login"),
    (
        "agama atau kesehatan",
        "drop",
        "agama|gol(ongan)?_?darah|status_?sipil|penyakit|disabilitas|tinggi_?badan|berat_?badan",
    ),
)
"""What a name means, how such a field is protected, and the words in the name."""
NAMED = re.compile(r"(^|_)(nama|name|nm)(_|$)")
THINGS = re.compile(
    r"prodi|program|fakultas|faculty|jurusan|department|mata_?kuliah|matkul|mk|kelas|class|jenis|jenjang|status|semester|periode|kurikulum|kota"
    r"|city|country|negara|provinsi|propinsi|kabupaten|kecamatan|wilayah|produk|product|barang|category|kategori|language|gedung"
    r"|ruang|file|berkas|table|kegiatan|judul|title|sekolah|lembaga|instansi|bank|unit|level|agama|kampus|menu|modul|evaluasi"
)
"""Words beside `nama` that say that a thing is named."""

BY_SHAPE = (
    ("surel", "drop", re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")),
    ("NIK", "pseudonym", re.compile(r"[1-9]\d{5}([0-6]\d|7[01])(0[1-9]|1[0-2])\d{6}")),
    ("telepon", "drop", re.compile(r"(\+62|62|0)[ -]?8\d{1,3}[ -]?\d{3,4}[ -]?\d{2,5}|\+\d{9,14}")),
    ("NPWP", "drop", re.compile(r"\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}")),
)
HALF = 0.5
REFERENCE = re.compile(r"^id_|_id$")
"""Names of columns that point to a row elsewhere: a number, whatever that row tells. So is a column named like its table."""


@dataclass(frozen=True)
class Guess:
    """`what` the field tells of a person, `why` that is thought, and how a contract protects it."""

    what: str
    why: str
    protect: str


def is_secret(name: str) -> bool:
    return bool(SECRET.search(name))


def guess(name: str, values: Sequence[Any], dataset: str) -> Guess | None:
    """`name` and `dataset` are as a contract has them. None where nothing points to a person."""
    is_reference = bool(REFERENCE.search(name)) or name == dataset
    return (
        (None if is_reference else _by_name(name))
        or _by_shape(values)
        or (None if is_reference else _named(name, dataset))
    )


def _by_name(name: str) -> Guess | None:
    for what, protect, words in BY_NAME:
        if re.search(f"(^|_)({words})(_|$)", name) and not (what == PERSON and THINGS.search(name)):
            return Guess(what, "dari namanya", protect)
    return None


def _by_shape(values: Sequence[Any]) -> Guess | None:
    text = [value.strip() for value in values if isinstance(value, str) and value.strip()]
    for what, protect, shape in BY_SHAPE:
        fitting = sum(shape.fullmatch(value) is not None for value in text)
        if text and fitting / len(text) >= HALF:
            return Guess(what, f"dari bentuknya: {fitting} dari {len(text)} nilai", protect)
    return None


def _named(name: str, dataset: str) -> Guess | None:
    """A name without a word that says what is named, in a dataset that is not of things."""
    of_a_thing = THINGS.search(name) or (name in {"nama", "name"} and THINGS.search(dataset))
    if NAMED.search(name) and not of_a_thing:
        return Guess(PERSON, "dari namanya", "pseudonym")
    return Guess("data pribadi", "dari namanya", "drop") if PERSONAL_WORDS.search(name) else None
