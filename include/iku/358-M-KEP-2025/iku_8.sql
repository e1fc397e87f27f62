-- One row for every lecturer, and for everybody else who is said to have worked on a policy in the year.
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
keterlibatan AS (
  SELECT
    id_dosen, kebijakan, tanggal >= :awal_tahun AS tahun_ini, _partition, _offset,
    ROW_NUMBER() OVER (PARTITION BY id_dosen ORDER BY tanggal < :awal_tahun, tanggal, nomor) AS ke
  FROM form_kebijakan
  WHERE tahun = :tahun AND tanggal <= :tanggal
)
SELECT
  d.id_dosen AS kunci, COALESCE(d.nidn, d.nuptk, '-') AS label, d.id_prodi, d.fakultas_id AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  COALESCE(k.tahun_ini, 0) AS pembilang,
  1 AS penyebut,
  1 AS populasi,
  CASE
    WHEN k.id_dosen IS NULL THEN 'tidak terlibat penyusunan kebijakan tahun ini'
    WHEN k.tahun_ini THEN CONCAT_WS(': ', 'terlibat penyusunan kebijakan', k.kebijakan)
    ELSE 'terlibat sebelum tahun laporan'
  END AS alasan,
  CASE
    WHEN NOT k.tahun_ini THEN 'tanggal keterlibatan di luar tahun formulir'
    WHEN d.id_prodi IS NULL THEN 'prodi homebase tidak dikenal'
  END AS kurang,
  IF(k.id_dosen IS NULL, 'penugasan_dosen', 'form_kebijakan') AS dataset,
  COALESCE(k._partition, d._partition) AS partisi, COALESCE(k._offset, d._offset) AS posisi
FROM dosen_tetap d
LEFT JOIN keterlibatan k ON k.id_dosen = d.id_dosen AND k.ke = 1
UNION ALL
SELECT
  k.id_dosen, '-', NULL, NULL, '', 100, 0, 0, 0,
  'bukan dosen homebase', 'keterlibatan orang yang bukan dosen homebase',
  'form_kebijakan', k._partition, k._offset
FROM keterlibatan k
LEFT JOIN dosen_tetap d ON d.id_dosen = k.id_dosen
WHERE k.ke = 1 AND d.id_dosen IS NULL
