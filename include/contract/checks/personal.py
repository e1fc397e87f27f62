"""Whether personal data stay protected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from include.contract.document import Document
from include.contract.odcs import OpenDataContract, Property
from include.contract.places import field_path, field_property_path, house_path
from include.contract.problems import Problem

PSEUDONYM = "varchar(32)"
PERSONAL_WORDS = re.compile(
    r"(^|_)(nik|npwp|email|surel|hp|handphone|telp|telepon|alamat|gaji|penghasilan|pendapatan|rekening|paspor|tempat_lahir"
    r"|tanggal_lahir|tgl_lahir|nama_(mahasiswa|dosen|alumni|pegawai|ibu|ayah|wali)(_kandung)?)($|_)"
)
"""Names that usually mean a person. Whoever declares such a field says himself what it is."""


def problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    personal = {prop.name for prop in contract.table.properties if prop.classification == "personal"}
    if personal and contract.dead_letter_payload:
        expected = f"false: rejected messages hold personal fields ({', '.join(sorted(personal))}) in clear"
        yield document.problem(house_path(contract, "deadLetter", "payload"), True, expected)
    for index, prop in enumerate(contract.table.properties):
        if prop.name in personal:
            yield from _protection_problems(contract, prop, index, document)
        elif prop.protect:
            expected = "classification: personal on the field, else a reject's reason shows the value"
            yield document.problem(field_property_path(contract, index, "protect"), prop.protect, expected)
        elif "classification" not in prop.model_fields_set and PERSONAL_WORDS.search(prop.name):
            expected = "personal (with protect), or internal written out: the field is named as personal data are"
            yield document.problem(field_path(index, "classification"), prop.classification, expected)
        leaked = sorted(personal.intersection(prop.transformSourceObjects or ()))
        if leaked and prop.name not in personal:
            expected = f"personal, because the field is computed from {', '.join(leaked)}"
            yield document.problem(field_path(index, "classification"), prop.classification, expected)


def _protection_problems(
    contract: OpenDataContract, prop: Property, index: int, document: Document
) -> Iterator[Problem]:
    at = field_property_path(contract, index, "protect")
    if prop.protect is None:
        expected = "{property: protect, value: pseudonym, restrict or drop}, because the field is personal"
        yield document.problem(at, prop.protect, expected)
    if prop.primaryKey:
        expected = "a key that is not personal: keys stand in clear in Kafka, in source positions and in logs"
        yield document.problem(field_path(index, "primaryKey"), True, expected)
    if prop.protect == "pseudonym" and (prop.logicalType, prop.physicalType) != ("string", PSEUDONYM):
        expected = f"logicalType: string and physicalType: {PSEUDONYM}, the size of a pseudonym"
        yield document.problem(field_path(index, "physicalType"), prop.physicalType, expected)
