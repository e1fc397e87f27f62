-- One row for every course that students took in the semesters of the budget year.
WITH diikuti AS (
  SELECT DISTINCT k.id_matkul
  FROM kelas_kuliah k
  JOIN peserta_kelas s ON s.id_kelas_kuliah = k.id_kelas_kuliah
  WHERE k.id_semester IN :semester
),
bobot AS (
  SELECT
    id_matkul, SUM(bobot_evaluasi) AS jumlah,
    SUM(IF(id_jenis_evaluasi IN ('2', '3'), bobot_evaluasi, 0)) AS kolaboratif
  FROM rencana_evaluasi
  GROUP BY id_matkul
)
SELECT
  m.id_matkul AS kunci, p.id_prodi, p.fakultas_id AS id_fakultas, '' AS stratum, 100 AS faktor,
  IF(2 * b.kolaboratif >= b.jumlah AND b.jumlah > 0, 1, 0) AS pembilang,
  1 AS penyebut,
  CASE
    WHEN b.id_matkul IS NULL THEN 'tanpa rencana evaluasi'
    WHEN b.jumlah = 0 THEN 'jumlah bobot nol'
    ELSE CONCAT('aktivitas partisipatif dan hasil proyek ', ROUND(100 * b.kolaboratif / b.jumlah, 1), ' % dari bobot')
  END AS alasan,
  CASE
    WHEN b.id_matkul IS NULL THEN 'mata kuliah tanpa rencana evaluasi'
    WHEN b.jumlah NOT IN (1, 100) THEN 'jumlah bobot evaluasi bukan 100'
  END AS kurang,
  'mata_kuliah' AS dataset, m._partition AS partisi, m._offset AS posisi
FROM mata_kuliah m
JOIN program_studi p ON p.id_prodi = m.id_prodi
JOIN jenjang_sarjana j ON j.id_jenjang = p.id_jenjang_pendidikan
JOIN diikuti d ON d.id_matkul = m.id_matkul
LEFT JOIN bobot b ON b.id_matkul = m.id_matkul
