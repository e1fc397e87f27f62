-- One row for every lecturer, and for everybody else with a recognition in the year.
WITH penugasan AS (
  SELECT
    id_dosen, nidn, nuptk, id_prodi, id_tahun_ajaran, _partition, _offset, MAX(id_tahun_ajaran) OVER () AS terbaru,
    ROW_NUMBER() OVER (PARTITION BY id_dosen, id_tahun_ajaran ORDER BY id_registrasi_dosen) AS ke
  FROM penugasan_dosen
  WHERE apakah_homebase = '1' AND id_tahun_ajaran <= :tahun_ajaran
),
dosen_tetap AS (
  SELECT n.id_dosen, n.nidn, n.nuptk, p.id_prodi, p.fakultas_id, n._partition, n._offset
  FROM penugasan n
  LEFT JOIN program_studi p ON p.id_prodi = n.id_prodi
  WHERE n.id_tahun_ajaran = n.terbaru AND n.ke = 1
),
rekognisi AS (
  SELECT
    r.id_dosen, r.jenis, r._partition, r._offset,
    ROW_NUMBER() OVER (PARTITION BY r.id_dosen ORDER BY r.tanggal, r.id_rekognisi) AS ke
  FROM rekognisi_dosen r
  JOIN tingkat_rekognisi t ON t.tingkat = r.tingkat
  WHERE r.tanggal BETWEEN :awal_tahun AND :tanggal
)
SELECT
  d.id_dosen AS kunci, COALESCE(d.nidn, d.nuptk, '-') AS label, d.id_prodi, d.fakultas_id AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  r.id_dosen IS NOT NULL AND d.nuptk IS NOT NULL AS pembilang,
  1 AS penyebut,
  1 AS populasi,
  CASE
    WHEN r.id_dosen IS NULL THEN 'tanpa rekognisi internasional tahun ini'
    WHEN d.nuptk IS NULL THEN 'rekognisi internasional, tanpa NUPTK'
    ELSE CONCAT_WS(', ', 'rekognisi internasional', r.jenis)
  END AS alasan,
  CASE
    WHEN r.id_dosen IS NOT NULL AND d.nuptk IS NULL THEN 'dosen dengan rekognisi tanpa NUPTK'
    WHEN d.id_prodi IS NULL THEN 'prodi homebase tidak dikenal'
  END AS kurang,
  IF(r.id_dosen IS NULL, 'penugasan_dosen', 'rekognisi_dosen') AS dataset,
  COALESCE(r._partition, d._partition) AS partisi, COALESCE(r._offset, d._offset) AS posisi
FROM dosen_tetap d
LEFT JOIN rekognisi r ON r.id_dosen = d.id_dosen AND r.ke = 1
UNION ALL
SELECT
  r.id_dosen, '-', NULL, NULL, '', 100, 0, 0, 0,
  'bukan dosen homebase', 'rekognisi orang yang bukan dosen homebase',
  'rekognisi_dosen', r._partition, r._offset
FROM rekognisi r
LEFT JOIN dosen_tetap d ON d.id_dosen = r.id_dosen
WHERE r.ke = 1 AND d.id_dosen IS NULL
