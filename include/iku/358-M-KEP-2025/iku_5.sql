-- One row for every cooperation in force within the year, and one for every work that came of a cooperation in the year.
WITH unit_kerja_sama AS (
  SELECT
    k.id_kerja_sama,
    IF(COUNT(DISTINCT p.id_prodi) = 1, MIN(p.id_prodi), NULL) AS id_prodi,
    IF(COUNT(DISTINCT COALESCE(p.fakultas_id, '')) = 1, MIN(p.fakultas_id), NULL) AS id_fakultas
  FROM kerja_sama_prodi k
  JOIN program_studi p ON p.id_prodi = k.id_prodi
  GROUP BY k.id_kerja_sama
)
SELECT
  CONCAT('kerja sama ', k.id_kerja_sama) AS kunci, COALESCE(k.judul, k.mitra) AS label, u.id_prodi, u.id_fakultas,
  '' AS stratum, 100 AS ideal,
  0 AS pembilang,
  1 AS penyebut,
  1 AS populasi,
  CONCAT(k.jenis_dokumen, ' dengan ', k.mitra) AS alasan,
  NULL AS kurang,
  'kerja_sama' AS dataset, k._partition AS partisi, k._offset AS posisi
FROM kerja_sama k
JOIN dokumen_kerja_sama d ON d.jenis = k.jenis_dokumen
LEFT JOIN unit_kerja_sama u ON u.id_kerja_sama = k.id_kerja_sama
WHERE k.tanggal_mulai <= :tanggal AND COALESCE(k.tanggal_selesai, :tanggal) >= :awal_tahun
UNION ALL
SELECT
  CONCAT('karya ', w.id_karya), COALESCE(LEFT(w.judul, 250), '-'), u.id_prodi, u.id_fakultas, '', 100,
  k.id_kerja_sama IS NOT NULL AND w.dimanfaatkan = '1', 0, 0,
  CONCAT(
    l.sebutan, ' hasil kerja sama, ',
    CASE
      WHEN k.id_kerja_sama IS NULL THEN 'kerja samanya tidak dikenal'
      WHEN w.dimanfaatkan = '1' THEN 'dimanfaatkan'
      ELSE 'belum dimanfaatkan'
    END
  ),
  IF(k.id_kerja_sama IS NULL, 'luaran dengan kerja sama yang tidak dikenal', NULL),
  'karya_dosen', w._partition, w._offset
FROM karya_dosen w
JOIN kategori_luaran l ON l.kategori = w.kategori
LEFT JOIN (SELECT id_kerja_sama FROM kerja_sama GROUP BY id_kerja_sama) k ON k.id_kerja_sama = w.id_kerja_sama
LEFT JOIN unit_kerja_sama u ON u.id_kerja_sama = w.id_kerja_sama
WHERE w.id_kerja_sama IS NOT NULL AND w.tanggal_terbit BETWEEN :awal_tahun AND :tanggal
