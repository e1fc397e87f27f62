"""A contract that uses every key there is, and small edits of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.contract.problems import WrongContract
from include.contract.read import parse_contract

GOOD = """\
apiVersion: v3.1.0
kind: DataContract
id: peminjaman
name: Peminjaman buku
version: 1.2.0
status: active
domain: perpustakaan
description:
  purpose: Buku yang dipinjam.
  usage: Laporan perpustakaan.
  limitations: Bukan untuk menilai orang.
team:
  name: tim-perpus
schema:
  - name: peminjaman
    physicalName: loans
    physicalType: table
    logicalType: object
    properties:
      - name: id_pinjam
        businessName: Id peminjaman
        logicalType: integer
        physicalType: bigint
        primaryKey: true
        primaryKeyPosition: 2
        required: true
      - name: kode_cabang
        businessName: Cabang
        logicalType: string
        physicalType: varchar(6)
        primaryKey: true
        primaryKeyPosition: 1
        required: true
        logicalTypeOptions: {maxLength: 6, pattern: '^[0-9]{6}$'}
        transformLogic: 'function: kode_wilayah'
        transformSourceObjects: [kode_cabang]
      - name: peminjam
        businessName: Peminjam
        physicalName: Nama Peminjam
        logicalType: string
        physicalType: varchar(32)
        classification: personal
        customProperties:
          - {property: protect, value: pseudonym}
      - name: status
        businessName: Status
        logicalType: string
        physicalType: varchar(7)
        description: Keadaan buku sekarang.
        quality:
          - id: enum
            type: library
            metric: invalidValues
            arguments: {validValues: [pinjam, kembali]}
            mustBe: 0
            severity: error
            description: Status harus pinjam atau kembali
          - id: kosong
            type: library
            metric: nullValues
            mustBe: 0
            severity: warning
            description: Status kosong
      - name: lama
        businessName: Lama pinjam
        logicalType: integer
        physicalType: int
        logicalTypeOptions: {minimum: 0, maximum: 1500}
        customProperties:
          - {property: unit, value: hari}
      - name: denda
        businessName: Denda
        logicalType: number
        physicalType: decimal(12,2)
        logicalTypeOptions: {minimum: 0.5}
        customProperties:
          - {property: unit, value: IDR}
        quality:
          - id: lipat
            type: custom
            engine: greatExpectations
            implementation:
              expectation_type: expect_column_mean_to_be_between
              kwargs: {max_value: 50000}
            severity: warning
            description: Rata-rata denda paling besar 50.000
      - name: denda_per_hari
        businessName: Denda per hari
        logicalType: number
        physicalType: decimal(14,4)
        transformLogic: denda / nullif(lama, 0)
        transformSourceObjects: [denda, lama]
      - name: lunas
        businessName: Lunas
        logicalType: boolean
        physicalType: boolean
      - name: tanggal
        businessName: Tanggal pinjam
        logicalType: date
        physicalType: date
      - name: dibuat
        businessName: Dibuat pada
        logicalType: timestamp
        physicalType: datetime(6)
      - name: diubah
        businessName: Diubah pada
        logicalType: timestamp
        physicalType: datetime(6)
    quality:
      - id: ganda
        type: library
        metric: duplicateValues
        arguments: {properties: [peminjam, tanggal]}
        mustBe: 0
        severity: hold
        description: Seorang peminjam muncul sekali sehari
      - id: isi
        type: library
        metric: rowCount
        mustBeGreaterThan: 9
        severity: warning
        description: Batch berisi lebih dari 9 baris
customProperties:
  - property: source
    value:
      name: perpus
      kind: mysql
      connection: perpus_db
      changeColumn: diubah
      createdColumn: dibuat
      eventTime: tanggal
      overlapMinutes: 30
  - property: topic
    value:
      name: perpus.peminjaman
      partitions: 3
      retentionDays: 90
      maxMessageBytes: 100000
  - property: sinks
    value:
      - {sink: warehouse, mode: history}
  - property: gate
    value: {maxRejectShare: 0.1, minRows: 200}
  - {property: newest, value: source}
"""

GOOD_CSV = """\
apiVersion: v3.1.0
kind: DataContract
id: kunjungan
name: Kunjungan
version: 1.0.0
status: draft
domain: perpustakaan
description: {purpose: Kunjungan ke perpustakaan.}
team: {name: tim-perpus}
schema:
  - name: kunjungan
    physicalName: kunjungan_*.csv
    physicalType: file
    properties:
      - name: nomor
        businessName: Nomor
        logicalType: string
        physicalType: varchar(10)
        primaryKey: true
        primaryKeyPosition: 1
        required: true
customProperties:
  - property: source
    value: {name: pintu, kind: csv, connection: pintu_drop, encoding: cp1252, delimiter: ;}
  - property: topic
    value: {name: pintu.kunjungan, partitions: 1}
  - property: sinks
    value: [{sink: warehouse, mode: append}]
  - property: gate
    value: {maxRejectShare: 0}
  - {property: newest, value: source}
"""


def edited(old: str, new: str, body: str = GOOD) -> str:
    """The contract with `new` in the place of `old`, which must stand there once."""
    assert body.count(old) == 1, f"{old!r} stands {body.count(old)} times in the contract"
    return body.replace(old, new)


def problems(body: str) -> list[str]:
    """What is wrong with a contract, as `line: field: value; expected ...`."""
    with pytest.raises(WrongContract) as wrong:
        parse_contract(body, "peminjaman.yaml")
    return [str(problem).removeprefix("peminjaman.yaml:") for problem in wrong.value.problems]


def write(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(body, encoding="utf-8")
    return path
