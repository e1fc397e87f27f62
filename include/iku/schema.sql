-- Reports are only ever added. A date that is computed again gets another version beside the first.

CREATE TABLE IF NOT EXISTS iku_report (
  report_id     BIGINT        NOT NULL AUTO_INCREMENT PRIMARY KEY,
  as_of         DATE          NOT NULL,
  version       INT           NOT NULL,
  kind          VARCHAR(20)   NOT NULL,
  segment       CHAR(6)       NOT NULL,
  compared_to   BIGINT        NULL,
  positions     LONGTEXT      NOT NULL,
  freshness     LONGTEXT      NOT NULL,
  regulations   CHAR(64)      CHARACTER SET ascii NOT NULL,
  code_version  VARCHAR(20)   NOT NULL,
  dag_id        VARCHAR(250)  NOT NULL,
  run_id        VARCHAR(250)  NOT NULL,
  try_number    INT           NOT NULL,
  computed_at   DATETIME(6)   NOT NULL,
  UNIQUE KEY one_version (as_of, version)
);

-- Content-addressed: what the regulations said, with their SQL, when a report was computed.
CREATE TABLE IF NOT EXISTS iku_regulation (
  checksum    CHAR(64)     CHARACTER SET ascii NOT NULL PRIMARY KEY,
  body        LONGTEXT     NOT NULL,
  first_seen  DATETIME(6)  NOT NULL
);

CREATE TABLE IF NOT EXISTS iku_value (
  report_id      BIGINT         NOT NULL,
  regulasi       VARCHAR(20)    NOT NULL,
  kode           VARCHAR(10)    NOT NULL,
  level          VARCHAR(10)    NOT NULL,
  unit_id        VARCHAR(36)    NOT NULL,
  unit_nama      VARCHAR(255)   NOT NULL,
  pembilang      DECIMAL(18,4)  NOT NULL,
  penyebut       DECIMAL(18,4)  NOT NULL,
  populasi       DECIMAL(18,4)  NOT NULL,
  nilai          DECIMAL(18,4)  NULL,
  target         DECIMAL(18,4)  NULL,
  capaian        DECIMAL(18,4)  NULL,
  status         VARCHAR(20)    NOT NULL,
  nilai_sebelum  DECIMAL(18,4)  NULL,
  PRIMARY KEY (report_id, regulasi, kode, level, unit_id)
);

-- Content-addressed: the same evidence in many reports is kept once.
CREATE TABLE IF NOT EXISTS iku_evidence (
  evidence_id  CHAR(32)        CHARACTER SET ascii NOT NULL PRIMARY KEY,
  regulasi     VARCHAR(20)     NOT NULL,
  kode         VARCHAR(10)     NOT NULL,
  kunci        VARCHAR(80)     CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  label        VARCHAR(250)    NOT NULL,
  id_prodi     VARCHAR(36)     NULL,
  id_fakultas  VARCHAR(36)     NULL,
  stratum      VARCHAR(20)     NOT NULL,
  ideal        DECIMAL(18,4)   NOT NULL,
  pembilang    DECIMAL(18,4)   NOT NULL,
  penyebut     DECIMAL(18,4)   NOT NULL,
  populasi     DECIMAL(18,4)   NOT NULL,
  alasan       VARCHAR(300)    NOT NULL,
  kurang       VARCHAR(100)    NULL,
  dataset      VARCHAR(56)     NOT NULL,
  partisi      INT             NOT NULL,
  posisi       BIGINT          NOT NULL
);

-- The evidence of a report is the sum of the differences of its segment (a quarter) up to it, in the order of computing.
CREATE TABLE IF NOT EXISTS iku_evidence_diff (
  report_id    BIGINT    NOT NULL,
  evidence_id  CHAR(32)  CHARACTER SET ascii NOT NULL,
  sign         TINYINT   NOT NULL,
  PRIMARY KEY (report_id, evidence_id)
);

CREATE TABLE IF NOT EXISTS iku_change (
  report_id   BIGINT         NOT NULL,
  regulasi    VARCHAR(20)    NOT NULL,
  kode        VARCHAR(10)    NOT NULL,
  kunci       VARCHAR(80)    CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  label       VARCHAR(250)   NOT NULL,
  jenis       VARCHAR(10)    NOT NULL,
  sebelum     DECIMAL(18,4)  NULL,
  sesudah     DECIMAL(18,4)  NULL,
  alasan_lama VARCHAR(300)   NULL,
  alasan_baru VARCHAR(300)   NULL,
  dataset_lama VARCHAR(56)   NULL,
  partisi_lama INT           NULL,
  posisi_lama BIGINT         NULL,
  dataset_baru VARCHAR(56)   NULL,
  partisi_baru INT           NULL,
  posisi_baru BIGINT         NULL,
  PRIMARY KEY (report_id, regulasi, kode, kunci)
);

CREATE TABLE IF NOT EXISTS iku_missing (
  report_id   BIGINT        NOT NULL,
  urutan      INT           NOT NULL,
  regulasi    VARCHAR(20)   NULL,
  kode        VARCHAR(10)   NULL,
  dataset     VARCHAR(56)   NULL,
  keterangan  VARCHAR(300)  NOT NULL,
  jumlah      BIGINT        NOT NULL,
  PRIMARY KEY (report_id, urutan)
);

-- A quarter (2026Q1) or a year (2026) that somebody verified: its days stand in their newest version up to report_id.
CREATE TABLE IF NOT EXISTS iku_kunci (
  periode      VARCHAR(6)    CHARACTER SET ascii NOT NULL PRIMARY KEY,
  report_id    BIGINT        NOT NULL,
  siapa        VARCHAR(200)  NOT NULL,
  alasan       TEXT          NOT NULL,
  dag_id       VARCHAR(250)  NOT NULL,
  run_id       VARCHAR(250)  NOT NULL,
  try_number   INT           NOT NULL,
  dikunci_pada DATETIME(6)   NOT NULL
);
