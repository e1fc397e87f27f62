"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from typing import IO

from include.errors import SourceFileError

CHUNK = 1_000_000
OVERLAP = 100
"""More bytes than anything that is looked for."""

ZIP, OLE = "arsip ZIP atau buku kerja Excel", "buku kerja Excel lama (.xls)"
FIRST_BYTES = {
    b"PK\x03\x04": ZIP,
    b"PK\x05\x06": ZIP,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLE,
    b"\x1f\x8b": "arsip GZIP",
    b"Rar!": "arsip RAR",
    b"7z\xbc\xaf": "arsip 7-Zip",
    b"%PDF": "dokumen PDF",
    b"\xff\xfe": "teks UTF-16 (Unicode Text)",
    b"\xfe\xff": "teks UTF-16 (Unicode Text)",
}
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
ENCRYPTED = re.compile("EncryptedPackage".encode("utf-16-le"))


def refuse_unless_text(name: str, content: IO[bytes]) -> None:
    """Raises SourceFileError when the file is empty or begins as no CSV does."""
    if kind := _kind(name, content):
        raise SourceFileError(
            f"{name}: isinya {kind}, diharapkan teks CSV. Buka berkas aslinya, simpan sebagai CSV UTF-8, lalu kirim lagi; "
            f"mengganti nama berkas saja tidak cukup."
        )


def refuse_unless_workbook(name: str, content: IO[bytes]) -> None:
    """Raises SourceFileError when the file is empty or no ZIP, as every .xlsx is. What is in the ZIP is not looked at."""
    kind = _kind(name, content)
    if kind == ZIP:
        return
    if kind == OLE and contains(content, ENCRYPTED):
        raise SourceFileError(
            f"{name}: berkas dikunci dengan kata sandi, sehingga isinya tidak dapat dibaca. Buka di Excel, hapus kata sandinya "
            f"(File > Info > Protect Workbook), simpan, lalu kirim lagi."
        )
    raise SourceFileError(
        f"{name}: isinya {kind or 'teks atau data lain'}, diharapkan buku kerja Excel .xlsx. Buka di Excel, pilih Save As > Excel "
        f"Workbook (.xlsx), lalu kirim lagi; mengganti nama berkas saja tidak cukup."
    )


def contains(content: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    """Whether a pattern of fewer than OVERLAP bytes is found from where the file stands, which is then anywhere."""
    tail = b""
    while chunk := content.read(CHUNK):
        if pattern.search(tail + chunk):
            return True
        tail = chunk[-OVERLAP:]
    return False


def _kind(name: str, content: IO[bytes]) -> str | None:
    content.seek(0)
    first = content.read(200)
    content.seek(0)
    if not first:
        raise SourceFileError(f"{name}: berkas kosong (0 byte). Simpan lagi dari aplikasi asalnya, lalu kirim lagi.")
    for magic, kind in FIRST_BYTES.items():
        if first.startswith(magic):
            return kind
    return "halaman HTML atau XML" if MARKUP.match(first) else None
