-- The tables that every hop keeps its progress and its trail in. All times are UTC. Text is compared letter by letter, so
-- that two ids that differ in case are two ids, on every server.

CREATE TABLE IF NOT EXISTS etl_contract (
  dataset     VARCHAR(56)  NOT NULL,
  version     VARCHAR(20)  NOT NULL,
  checksum    CHAR(64)     NOT NULL,
  body        LONGTEXT     NOT NULL,
  first_seen  DATETIME(6)  NOT NULL,
  PRIMARY KEY (dataset, version)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Append-only: everything that loads offsets again. Generation 0 is the live pipeline and has no row.
CREATE TABLE IF NOT EXISTS etl_generation (
  generation  INT           NOT NULL PRIMARY KEY,
  dataset     VARCHAR(56)   NOT NULL,
  kind        VARCHAR(12)   NOT NULL,
  topic_id    VARCHAR(40)   NOT NULL,
  request     JSON          NOT NULL,
  who         VARCHAR(200)  NULL,
  why         TEXT          NULL,
  dag_id      VARCHAR(250)  NOT NULL,
  run_id      VARCHAR(250)  NOT NULL,
  opened_at   DATETIME(6)   NOT NULL,
  -- A retry of the same run finds its generation.
  UNIQUE KEY one_request (dataset, kind, topic_id, dag_id, run_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Append-only. A revision of a range is a row of its own; the newest one counts.
CREATE TABLE IF NOT EXISTS etl_plan (
  range_id          CHAR(32)     NOT NULL,
  generation        INT          NOT NULL,
  revision          INT          NOT NULL,
  batch_id          CHAR(32)     NOT NULL,
  dataset           VARCHAR(56)  NOT NULL,
  topic             VARCHAR(200) NOT NULL,
  topic_id          VARCHAR(40)  NOT NULL,
  partition_id      INT          NOT NULL,
  start_offset      BIGINT       NOT NULL,
  end_offset        BIGINT       NOT NULL,
  contract_version  VARCHAR(20)  NOT NULL,
  code_version      VARCHAR(20)  NOT NULL,
  action            VARCHAR(12)  NOT NULL,
  who               VARCHAR(200) NULL,
  why               TEXT         NULL,
  dag_id            VARCHAR(250) NOT NULL,
  run_id            VARCHAR(250) NOT NULL,
  planned_at        DATETIME(6)  NOT NULL,
  PRIMARY KEY (range_id, generation, revision),
  -- Two planners cannot plan overlapping ranges: only one plan may begin at an offset.
  UNIQUE KEY one_successor (dataset, generation, topic_id, partition_id, start_offset, revision),
  KEY (batch_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS etl_ledger (
  dataset        VARCHAR(56)  NOT NULL,
  sink           VARCHAR(20)  NOT NULL,
  generation     INT          NOT NULL,
  partition_id   INT          NOT NULL,
  topic          VARCHAR(200) NOT NULL,
  topic_id       VARCHAR(40)  NOT NULL,
  next_offset    BIGINT       NOT NULL,
  last_batch_id  CHAR(32)     NULL,
  updated_at     DATETIME(6)  NOT NULL,
  PRIMARY KEY (dataset, sink, generation, partition_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Which definition every view was made from, so that a changed one is made again and an unchanged one is left alone.
CREATE TABLE IF NOT EXISTS etl_view (
  view_name  VARCHAR(64)  NOT NULL PRIMARY KEY,
  checksum   CHAR(64)     NOT NULL,
  made_at    DATETIME(6)  NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Append-only: what each committed batch did, and which task instance did it.
CREATE TABLE IF NOT EXISTS etl_audit (
  audit_id          BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
  batch_id          CHAR(32)     NOT NULL,
  sink              VARCHAR(20)  NOT NULL,
  dataset           VARCHAR(56)  NOT NULL,
  generation        INT          NOT NULL,
  topic             VARCHAR(200) NOT NULL,
  topic_id          VARCHAR(40)  NOT NULL,
  partition_id      INT          NOT NULL,
  start_offset      BIGINT       NOT NULL,
  end_offset        BIGINT       NOT NULL,
  clipped_from      BIGINT       NULL,
  read_count        BIGINT       NOT NULL,
  loaded            BIGINT       NOT NULL,
  rejected          BIGINT       NOT NULL,
  superseded        BIGINT       NOT NULL,
  skipped           BIGINT       NOT NULL,
  warnings          JSON         NOT NULL,
  checksum          CHAR(64)     NOT NULL,
  contract_version  VARCHAR(20)  NOT NULL,
  code_version      VARCHAR(20)  NOT NULL,
  action            VARCHAR(12)  NOT NULL,
  dag_id            VARCHAR(250) NOT NULL,
  run_id            VARCHAR(250) NOT NULL,
  task_id           VARCHAR(250) NOT NULL,
  try_number        INT          NOT NULL,
  map_index         INT          NOT NULL,
  committed_at      DATETIME(6)  NOT NULL,
  UNIQUE KEY one_load (batch_id, sink, start_offset),
  KEY (dataset, sink, partition_id, start_offset),
  KEY (run_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Append-only: batches that the quality gate held. What was decided is a later revision in etl_plan.
CREATE TABLE IF NOT EXISTS etl_hold (
  batch_id  CHAR(32)      NOT NULL,
  revision  INT           NOT NULL,
  dataset   VARCHAR(56)   NOT NULL,
  reason    TEXT          NOT NULL,
  dag_id    VARCHAR(250)  NOT NULL,
  run_id    VARCHAR(250)  NOT NULL,
  held_at   DATETIME(6)   NOT NULL,
  PRIMARY KEY (batch_id, revision)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Every planned range in every sink: when it was planned and committed, by which run, at which try, and what it waits for.
CREATE OR REPLACE VIEW v_batch AS
SELECT p.dataset, s.sink, p.topic, p.partition_id, p.start_offset, p.end_offset, p.generation, p.batch_id, p.contract_version,
  p.revision, p.action,
  CASE WHEN a.audit_id IS NOT NULL THEN 'dimuat' WHEN h.batch_id IS NOT NULL THEN 'ditahan' ELSE 'menunggu' END AS status,
  h.reason AS held_because, a.read_count, a.loaded, a.rejected, a.superseded, a.skipped, p.planned_at, a.committed_at,
  TIMESTAMPDIFF(MICROSECOND, p.planned_at, a.committed_at) / 1000000 AS seconds, a.try_number AS tries, a.dag_id, a.run_id
FROM etl_plan p
LEFT JOIN (SELECT DISTINCT dataset, generation, sink FROM etl_ledger) AS s
  ON s.dataset = p.dataset AND s.generation = p.generation
LEFT JOIN etl_audit a
  ON a.dataset = p.dataset AND a.sink = s.sink AND a.generation = p.generation AND a.topic_id = p.topic_id
  AND a.partition_id = p.partition_id AND a.end_offset = p.end_offset
LEFT JOIN etl_hold h ON h.batch_id = p.batch_id AND h.revision = p.revision
WHERE NOT EXISTS (
  SELECT 1 FROM etl_plan q WHERE q.range_id = p.range_id AND q.generation = p.generation AND q.revision > p.revision
);

-- Append-only: every message that was ever rejected, once. Only the role that may see personal data should be allowed to
-- read message_key, message_value and headers.
CREATE TABLE IF NOT EXISTS etl_quarantine (
  topic_id         VARCHAR(40)   NOT NULL,
  partition_id     INT           NOT NULL,
  message_offset   BIGINT        NOT NULL,
  topic            VARCHAR(200)  NOT NULL,
  dataset          VARCHAR(56)   NOT NULL,
  event_id         VARCHAR(64)   NOT NULL,
  version          VARCHAR(64)   NOT NULL,
  source_position  VARCHAR(300)  NULL,
  key_digest       CHAR(32)      NULL,
  message_key      LONGBLOB      NULL,
  message_value    LONGBLOB      NULL,
  headers          LONGTEXT      NOT NULL,
  broker_at        DATETIME(6)   NOT NULL,
  quarantined_at   DATETIME(6)   NOT NULL,
  PRIMARY KEY (topic_id, partition_id, message_offset),
  KEY (dataset, key_digest)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Append-only: what a batch made of a message in quarantine, in each sink.
CREATE TABLE IF NOT EXISTS etl_attempt (
  attempt_id        BIGINT        NOT NULL AUTO_INCREMENT PRIMARY KEY,
  topic_id          VARCHAR(40)   NOT NULL,
  partition_id      INT           NOT NULL,
  message_offset    BIGINT        NOT NULL,
  batch_id          CHAR(32)      NOT NULL,
  sink              VARCHAR(20)   NOT NULL,
  outcome           VARCHAR(12)   NOT NULL,
  dataset           VARCHAR(56)   NOT NULL,
  generation        INT           NOT NULL,
  contract_version  VARCHAR(20)   NOT NULL,
  contract_number   BIGINT        NOT NULL,
  rule              VARCHAR(60)   NULL,
  field             VARCHAR(60)   NULL,
  reason            VARCHAR(500)  NULL,
  attempted_at      DATETIME(6)   NOT NULL,
  UNIQUE KEY one_attempt (topic_id, partition_id, message_offset, batch_id, sink, outcome),
  KEY (dataset, sink),
  KEY (batch_id, sink),
  KEY (generation, sink)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Append-only: which messages in quarantine a redrive sends again.
CREATE TABLE IF NOT EXISTS etl_redrive (
  generation      INT          NOT NULL,
  topic_id        VARCHAR(40)  NOT NULL,
  partition_id    INT          NOT NULL,
  message_offset  BIGINT       NOT NULL,
  PRIMARY KEY (generation, topic_id, partition_id, message_offset)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The attempt that counts, of every message in quarantine and every sink: the newest contract has the last word, of one
-- contract the later generation. A message that a newer one of its key has replaced stays replaced.
CREATE OR REPLACE VIEW etl_verdict AS
SELECT topic_id, partition_id, message_offset, sink, dataset, batch_id, generation, contract_version, outcome, rule, field, reason,
  attempted_at
FROM (
  SELECT a.*, ROW_NUMBER() OVER (
    PARTITION BY topic_id, partition_id, message_offset, sink
    ORDER BY outcome = 'digantikan' DESC, contract_number DESC, generation DESC, attempt_id DESC
  ) AS place
  FROM etl_attempt a
) AS ranked
WHERE place = 1;

-- The quarantine as people see it: no raw bytes. A message waits while one sink at least has not taken it.
CREATE OR REPLACE VIEW v_karantina AS
SELECT q.dataset, q.topic, q.topic_id, q.partition_id, q.message_offset, q.source_position, q.event_id, q.broker_at,
  last.rule, last.field, last.reason, last.contract_version, tried.attempts, tried.first_at, tried.last_at,
  CASE WHEN stands.rejected > 0 THEN 'menunggu' WHEN stands.accepted > 0 THEN 'diterima' ELSE 'digantikan' END AS status,
  taken.batch_id AS taken_by
FROM etl_quarantine q
JOIN (
  SELECT topic_id, partition_id, message_offset, COUNT(DISTINCT IF(outcome = 'digantikan', NULL, batch_id)) AS attempts,
    MIN(attempted_at) AS first_at, MAX(attempted_at) AS last_at, MAX(IF(outcome = 'ditolak', attempt_id, NULL)) AS last_id,
    MAX(IF(outcome = 'ditolak', NULL, attempt_id)) AS taken_id
  FROM etl_attempt GROUP BY topic_id, partition_id, message_offset
) AS tried
  ON tried.topic_id = q.topic_id AND tried.partition_id = q.partition_id AND tried.message_offset = q.message_offset
JOIN (
  SELECT topic_id, partition_id, message_offset, SUM(outcome = 'ditolak') AS rejected, SUM(outcome = 'diterima') AS accepted
  FROM etl_verdict GROUP BY topic_id, partition_id, message_offset
) AS stands
  ON stands.topic_id = q.topic_id AND stands.partition_id = q.partition_id AND stands.message_offset = q.message_offset
JOIN etl_attempt last ON last.attempt_id = tried.last_id
LEFT JOIN etl_attempt taken ON taken.attempt_id = tried.taken_id;

-- Append-only: what a batch of a replay was about to change in the warehouse, counted by column.
CREATE TABLE IF NOT EXISTS etl_rewrite (
  batch_id      CHAR(32)     NOT NULL PRIMARY KEY,
  generation    INT          NOT NULL,
  dataset       VARCHAR(56)  NOT NULL,
  partition_id  INT          NOT NULL,
  row_count     BIGINT       NOT NULL,
  changed       JSON         NOT NULL,
  compared_at   DATETIME(6)  NOT NULL,
  KEY (generation)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS etl_position (
  source       VARCHAR(56)   NOT NULL,
  dataset      VARCHAR(56)   NOT NULL,
  position     LONGTEXT      NOT NULL,
  extract_run  VARCHAR(250)  NOT NULL,
  updated_at   DATETIME(6)   NOT NULL,
  PRIMARY KEY (source, dataset)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Append-only.
CREATE TABLE IF NOT EXISTS etl_extract (
  extract_id     BIGINT        NOT NULL AUTO_INCREMENT PRIMARY KEY,
  source         VARCHAR(56)   NOT NULL,
  dataset        VARCHAR(56)   NOT NULL,
  dag_id         VARCHAR(250)  NOT NULL,
  run_id         VARCHAR(250)  NOT NULL,
  try_number     INT           NOT NULL,
  started_at     DATETIME(6)   NOT NULL,
  finished_at    DATETIME(6)   NOT NULL,
  read_rows      BIGINT        NOT NULL,
  produced       BIGINT        NOT NULL,
  deleted        BIGINT        NOT NULL,
  newest_change  DATETIME(6)   NULL,
  KEY (dataset, finished_at)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS dim_waktu (
  tanggal         DATE         NOT NULL PRIMARY KEY,
  hari            VARCHAR(10)  NOT NULL,
  bulan           TINYINT      NOT NULL,
  triwulan        TINYINT      NOT NULL,
  tahun           SMALLINT     NOT NULL,
  semester        CHAR(5)      NOT NULL,
  tahun_akademik  CHAR(9)      NOT NULL,
  tahun_anggaran  SMALLINT     NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
