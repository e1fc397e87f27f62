-- What the store knows of itself, in the transaction of the rows. All times are UTC.

CREATE TABLE IF NOT EXISTS etl_ledger (
  dataset        VARCHAR  NOT NULL,
  sink           VARCHAR  NOT NULL,
  generation     INTEGER  NOT NULL,
  partition_id   INTEGER  NOT NULL,
  topic          VARCHAR  NOT NULL,
  topic_id       VARCHAR  NOT NULL,
  next_offset    BIGINT   NOT NULL,
  last_batch_id  VARCHAR,
  PRIMARY KEY (dataset, generation, partition_id)
);

-- What each committed batch did. The warehouse's etl_audit is brought up to it after the commit.
CREATE TABLE IF NOT EXISTS etl_audit (
  batch_id          VARCHAR    NOT NULL,
  sink              VARCHAR    NOT NULL,
  dataset           VARCHAR    NOT NULL,
  generation        INTEGER    NOT NULL,
  topic             VARCHAR    NOT NULL,
  topic_id          VARCHAR    NOT NULL,
  partition_id      INTEGER    NOT NULL,
  start_offset      BIGINT     NOT NULL,
  end_offset        BIGINT     NOT NULL,
  clipped_from      BIGINT,
  read_count        BIGINT     NOT NULL,
  loaded            BIGINT     NOT NULL,
  rejected          BIGINT     NOT NULL,
  superseded        BIGINT     NOT NULL,
  skipped           BIGINT     NOT NULL,
  warnings          VARCHAR    NOT NULL,
  checksum          VARCHAR    NOT NULL,
  contract_version  VARCHAR    NOT NULL,
  code_version      VARCHAR    NOT NULL,
  action            VARCHAR    NOT NULL,
  dag_id            VARCHAR    NOT NULL,
  run_id            VARCHAR    NOT NULL,
  task_id           VARCHAR    NOT NULL,
  try_number        INTEGER    NOT NULL,
  map_index         INTEGER    NOT NULL,
  committed_at      TIMESTAMP  NOT NULL
);

-- How each dataset's table is written. Without an index, which would have to be in memory, nothing else says it.
CREATE TABLE IF NOT EXISTS etl_table (
  table_name  VARCHAR    NOT NULL PRIMARY KEY,
  mode        VARCHAR    NOT NULL,
  keys        VARCHAR[]  NOT NULL
);

-- One row, new with every change of what people read, so that nothing is published twice.
CREATE TABLE IF NOT EXISTS etl_state (
  state  VARCHAR  NOT NULL
);

-- The published reports, copied from the warehouse.
CREATE TABLE IF NOT EXISTS iku_report (
  report_id    BIGINT     NOT NULL,
  as_of        DATE       NOT NULL,
  version      INTEGER    NOT NULL,
  kind         VARCHAR    NOT NULL,
  computed_at  TIMESTAMP  NOT NULL
);

CREATE TABLE IF NOT EXISTS iku_value (
  report_id      BIGINT         NOT NULL,
  regulasi       VARCHAR        NOT NULL,
  kode           VARCHAR        NOT NULL,
  level          VARCHAR        NOT NULL,
  unit_id        VARCHAR        NOT NULL,
  unit_nama      VARCHAR        NOT NULL,
  pembilang      DECIMAL(18,4)  NOT NULL,
  penyebut       DECIMAL(18,4)  NOT NULL,
  populasi       DECIMAL(18,4)  NOT NULL,
  nilai          DECIMAL(18,4),
  target         DECIMAL(18,4),
  capaian        DECIMAL(18,4),
  status         VARCHAR        NOT NULL,
  nilai_sebelum  DECIMAL(18,4)
);
