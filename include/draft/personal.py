"""Guesses which columns tell something of a person: by their names, and by the shape of their values.

A guess errs on the side of the person. What is guessed by mistake is undone in the contract in one line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    (PERSON, "pseudonym", "(first|last|full|middle|maiden)_?name|nama_?(lengkap|depan|belakang|ayah|ibu|wali)"),
    (PERSON, "pseudonym", "nama_?(mhs|mahasiswa|dosen|alumni|pegawai)"),
    ("foto", "drop", "foto|photo|picture|avatar"),
    ("akun", "pseudonym", "user_?name|login"),
    (
        "agama atau kesehatan",
        "drop",
        "agama|gol(ongan)?_?darah|status_?sipil|penyakit|disabilitas|(tinggi|berat)_?badan",
    ),
)
"""What a name means, how such a field is protected, and the words in the name."""
NAMED = re.compile(r"(^|_)(nama|name|nm)(_|$)")
THINGS = re.compile(
    r"prodi|program|fakultas|faculty|jurusan|department|mata_?kuliah|matkul|mk|kelas|class|jenis|jenjang|status|semester|periode|kurikulum|kota"
    r"|city|country|negara|provinsi|propinsi|kabupaten|kecamatan|wilayah|produk|product|barang|category|kategori|language|gedung"
    r"|daerah|desa|kelurahan|benua|perguruan|perusahaan|mitra|toko|jabatan|pangkat|golongan|pekerjaan|pendidikan|penelitian|grup|group"
    r"|dokumen|pertanyaan|komponen|biaya|sesi|script|ruang|file|berkas|table|kegiatan|judul|title|sekolah|lembaga|instansi|bank|unit|level|agama|kampus|menu|modul|evaluasi"
)
"""Words beside `nama` that say that a thing is named."""
BARE = re.compile(r"(nama|name|nm)(_\d+)?")
"""Names that say only that something is named."""
PEOPLE = re.compile(
    r"mahasiswa|mhs|siswa|dosen|guru|pegawai|karyawan|staf|alumni|lulusan|orang|peserta|anggota|wali|user|pengguna|pejabat|customer|peneliti"
)
ONLY_OF_PEOPLE = {"NIK", "kelahiran", "penghasilan", "agama atau kesehatan"}
"""What a row tells only where it is a person's."""
FULL_NAME = re.compile(r"[A-Z][\w'.]*(,? [A-Z][\w'.]*){1,5}")

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


def guesses(columns: Mapping[str, Sequence[Any]], subject: str) -> dict[str, Guess]:
    """What columns tell of people, by name. `subject` is the name of what the rows are of; names are as a contract has them."""
    found = {name: told for name, values in columns.items() if (told := _told(name, values, subject))}
    of_people = bool(PEOPLE.search(subject)) or any(told.what in ONLY_OF_PEOPLE for told in found.values())
    for name, values in columns.items():
        if name not in found and _names_somebody(name, values, subject, of_people):
            found[name] = Guess(PERSON, "dari namanya", "pseudonym")
    return {name: found[name] for name in columns if name in found}


def _told(name: str, values: Sequence[Any], subject: str) -> Guess | None:
    return (None if _is_reference(name, subject) else _by_name(name)) or _by_shape(values)


def _is_reference(name: str, subject: str) -> bool:
    return bool(REFERENCE.search(name)) or name == subject


def _by_name(name: str) -> Guess | None:
    for what, protect, words in BY_NAME:
        if re.search(f"(^|_)({words})(_|$)", name) and not (what == PERSON and THINGS.search(name)):
            return Guess(what, "dari namanya", protect)
    return Guess("data pribadi", "dari namanya", "drop") if PERSONAL_WORDS.search(name) else None


def _by_shape(values: Sequence[Any]) -> Guess | None:
    text = [value.strip() for value in values if isinstance(value, str) and value.strip()]
    for what, protect, shape in BY_SHAPE:
        fitting = sum(shape.fullmatch(value) is not None for value in text)
        if text and fitting / len(text) >= HALF:
            return Guess(what, f"dari bentuknya: {fitting} dari {len(text)} nilai", protect)
    return None


def _names_somebody(name: str, values: Sequence[Any], subject: str, of_people: bool) -> bool:
    """Whether a column of names is one of people: it says nothing of a thing, and its rows or its values are of people."""
    if not NAMED.search(name) or THINGS.search(name) or _is_reference(name, subject):
        return False
    if not BARE.fullmatch(name):
        return True
    text = [value.strip() for value in values if isinstance(value, str) and value.strip()]
    return of_people or sum(FULL_NAME.fullmatch(value) is not None for value in text) > HALF * len(text)
