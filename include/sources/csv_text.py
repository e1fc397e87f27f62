"""The rows of one CSV file as they stand in it."""

from __future__ import annotations

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import IO

from openpyxl.utils.datetime import WINDOWS_EPOCH

from include.contract.model import Contract
from include.errors import SourceFileError
from include.sources.drop_folder import DroppedFile
from include.sources.file_kind import CHUNK, refuse_unless_text
from include.sources.file_rows import NumberedCells, Sheet

LONGEST_VALUE = 10_000_000
"""No topic takes more. A value beyond is a quote that was never closed."""
csv.field_size_limit(LONGEST_VALUE)
UTF8, UTF8_WITH_OR_WITHOUT_MARK = "utf-8", "utf-8-sig"


def open_csv(file: DroppedFile, contract: Contract) -> Sheet:
    """Lines end as in any text editor, with LF, CR LF or CR, and nowhere else.

    Text that is UTF-8 is read as that whatever the contract says: nothing else looks like it by chance.
    Raises SourceFileError when the file is no text.
    """
    refuse_unless_text(file.name, file.content)
    delimiter, encoding = str(contract.source.options["delimiter"]), str(contract.source.options["encoding"])
    if encoding == UTF8 or _is_utf8(file.content):
        encoding = UTF8_WITH_OR_WITHOUT_MARK
    return Sheet(_rows(file, encoding, delimiter), WINDOWS_EPOCH, f"pemisah {delimiter!r}", is_text=True)


def _is_utf8(content: IO[bytes]) -> bool:
    decoder = getincrementaldecoder(UTF8)()
    try:
        while chunk := content.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        content.seek(0)
    return True


def _rows(file: DroppedFile, encoding: str, delimiter: str) -> Iterator[NumberedCells]:
    text = io.TextIOWrapper(file.content, encoding, newline="")
    reader = csv.reader(_without_nul(file.name, text), delimiter=delimiter, strict=True)
    try:
        while True:
            # A quoted value may go over several lines.
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield NumberedCells(line, (), _wrong_quote(file.name, line, error))
                continue
            if cells is None:
                return
            yield NumberedCells(line, cells)
    except UnicodeDecodeError as error:
        raise _other_encoding(file, UTF8 if encoding == UTF8_WITH_OR_WITHOUT_MARK else encoding) from error
    finally:
        text.detach()


def _without_nul(name: str, text: io.TextIOWrapper) -> Iterator[str]:
    for number, line in enumerate(text, 1):
        if "\0" in line:
            raise SourceFileError(
                f"{name}:{number}: ada byte NUL; berkas rusak atau bukan CSV. Simpan sebagai CSV UTF-8 dari aplikasi asalnya, lalu "
                f"kirim lagi."
            )
        yield line


def _wrong_quote(name: str, line: int, error: csv.Error) -> str:
    """Why one row cannot be told apart. Raises SourceFileError when that is so of all that follows, too."""
    if "expected after" in str(error):
        return "ada teks sesudah tanda kutip penutup; di dalam nilai, tanda kutip ditulis dua kali"
    raise SourceFileError(
        f"{name}:{line}: tanda kutip yang dibuka di baris ini tidak pernah ditutup; berkas terpotong, atau ada tanda kutip yang "
        f"kurang. Lengkapi, lalu kirim lagi."
    ) from error


def _other_encoding(file: DroppedFile, encoding: str) -> SourceFileError:
    file.content.seek(0)
    for number, line in enumerate(file.content, 1):
        try:
            line.decode(encoding)
        except UnicodeDecodeError as error:
            return SourceFileError(
                f"{file.name}:{number}: byte 0x{line[error.start]:02x} bukan {encoding}. Simpan sebagai CSV UTF-8, lalu kirim "
                f"lagi; bila sumbernya memang Excel lama, minta tim data menulis encoding: cp1252 pada kontrak."
            )
    return SourceFileError(f"{file.name}: bukan {encoding}. Simpan sebagai CSV UTF-8, lalu kirim lagi.")
