-- One row for every study programme, and one for every international accreditation of a study programme that is not known.
WITH berlaku AS (
  SELECT
    a.id_akreditasi, a.id_prodi, a.lembaga, p.id_prodi IS NOT NULL AS dikenal, a._partition, a._offset,
    l.lembaga IS NOT NULL OR s.lembaga IS NOT NULL AS diakui,
    ROW_NUMBER() OVER (
      PARTITION BY a.id_prodi
      ORDER BY l.lembaga IS NOT NULL OR s.lembaga IS NOT NULL DESC, a.berlaku_dari, a.id_akreditasi
    ) AS ke
  FROM akreditasi_prodi a
  LEFT JOIN program_studi p ON p.id_prodi = a.id_prodi
  LEFT JOIN lembaga_diakui l ON a.cakupan = 'internasional' AND UPPER(l.lembaga) = UPPER(a.lembaga)
  LEFT JOIN setara_internasional s
    ON UPPER(s.lembaga) = UPPER(a.lembaga) AND UPPER(s.peringkat) = UPPER(a.peringkat) AND s.nama_prodi = p.nama_program_studi
  WHERE a.berlaku_dari <= :tanggal AND (a.berlaku_sampai IS NULL OR a.berlaku_sampai >= :awal_tahun)
    AND (a.cakupan = 'internasional' OR s.lembaga IS NOT NULL)
)
SELECT
  p.id_prodi AS kunci, CONCAT_WS(' ', p.nama_jenjang_pendidikan, p.nama_program_studi) AS label,
  p.id_prodi, p.fakultas_id AS id_fakultas, '' AS stratum, 100 AS ideal,
  COALESCE(a.diakui, 0) AS pembilang,
  1 AS penyebut,
  1 AS populasi,
  CASE
    WHEN a.diakui THEN CONCAT('terakreditasi ', a.lembaga)
    WHEN a.ke = 1 THEN CONCAT('terakreditasi ', a.lembaga, ', lembaga belum diakui')
    ELSE 'tanpa akreditasi internasional yang berlaku'
  END AS alasan,
  IF(a.diakui = 0, CONCAT('lembaga ', a.lembaga, ' belum diakui'), NULL) AS kurang,
  IF(a.ke = 1, 'akreditasi_prodi', 'program_studi') AS dataset,
  COALESCE(a._partition, p._partition) AS partisi, COALESCE(a._offset, p._offset) AS posisi
FROM program_studi p
JOIN jenjang_prodi j ON j.id_jenjang = p.id_jenjang_pendidikan
LEFT JOIN berlaku a ON a.id_prodi = p.id_prodi AND a.ke = 1
WHERE COALESCE(p.status, 'A') = 'A'
UNION ALL
SELECT
  CONCAT('akreditasi ', id_akreditasi), lembaga, NULL, NULL, '', 100, 0, 0, 0,
  'akreditasi prodi yang tidak dikenal', 'akreditasi internasional prodi yang tidak dikenal',
  'akreditasi_prodi', _partition, _offset
FROM berlaku
WHERE NOT dikenal
