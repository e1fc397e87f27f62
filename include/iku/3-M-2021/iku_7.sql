-- One row for every course that students took in the semesters of the budget year.
WITH kelas AS (
  SELECT id_matkul, _partition, _offset, ROW_NUMBER() OVER (PARTITION BY id_matkul ORDER BY id_kelas_kuliah) AS ke
  FROM kelas_kuliah
  WHERE id_semester IN :semester_anggaran AND id_kelas_kuliah IN (SELECT id_kelas_kuliah FROM peserta_kelas)
),
rencana AS (
  SELECT
    id_matkul, SUM(bobot_evaluasi) AS jumlah,
    SUM(IF(id_jenis_evaluasi IN ('2', '3'), bobot_evaluasi, 0)) AS kolaboratif
  FROM rencana_evaluasi
  GROUP BY id_matkul
),
kuliah AS (
  SELECT
    k.id_matkul, IF(m.id_matkul IS NULL, k.id_matkul, CONCAT_WS(' ', m.kode_mata_kuliah, m.nama_mata_kuliah)) AS label,
    p.id_prodi, p.fakultas_id, r.jumlah, r.kolaboratif,
    IF(m.id_matkul IS NULL, 'kelas_kuliah', 'mata_kuliah') AS dataset,
    COALESCE(m._partition, k._partition) AS partisi, COALESCE(m._offset, k._offset) AS posisi
  FROM kelas k
  LEFT JOIN mata_kuliah m ON m.id_matkul = k.id_matkul
  LEFT JOIN program_studi p ON p.id_prodi = m.id_prodi
  LEFT JOIN jenjang_sarjana j ON j.id_jenjang = p.id_jenjang_pendidikan
  LEFT JOIN rencana r ON r.id_matkul = k.id_matkul
  WHERE k.ke = 1 AND (j.id_jenjang IS NOT NULL OR p.id_prodi IS NULL)
)
SELECT
  id_matkul AS kunci, label, id_prodi, fakultas_id AS id_fakultas, '' AS stratum, 100 AS ideal,
  IF(id_prodi IS NOT NULL AND jumlah > 0 AND 100 * kolaboratif >= :persen_paling_sedikit * jumlah, 1, 0) AS pembilang,
  id_prodi IS NOT NULL AS penyebut,
  id_prodi IS NOT NULL AS populasi,
  CASE
    WHEN id_prodi IS NULL THEN 'mata kuliah atau prodinya tidak dikenal'
    WHEN jumlah IS NULL THEN 'tanpa rencana evaluasi'
    WHEN jumlah = 0 THEN 'jumlah bobot nol'
    ELSE CONCAT('aktivitas partisipatif dan hasil proyek ', REPLACE(ROUND(100 * kolaboratif / jumlah, 1), '.', ','), ' % dari bobot')
  END AS alasan,
  CASE
    WHEN id_prodi IS NULL THEN 'mata kuliah atau prodinya tidak dikenal'
    WHEN jumlah IS NULL THEN 'mata kuliah tanpa rencana evaluasi'
    WHEN jumlah NOT IN (1, 100) THEN 'jumlah bobot evaluasi bukan 100'
  END AS kurang,
  dataset, partisi, posisi
FROM kuliah
