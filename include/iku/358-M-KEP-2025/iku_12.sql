-- One row for every document on the forms of the year. One counts: a document that was decided before one that was not.
WITH isian AS (
  SELECT
    f.tahun, f.nomor, f.uraian, f.unit, f._partition, f._offset, COALESCE(f.tanggal <= :tanggal, FALSE) AS ditetapkan,
    ROW_NUMBER() OVER (ORDER BY COALESCE(f.tanggal <= :tanggal, FALSE) DESC, f.tanggal DESC, f.nomor DESC) AS ke
  FROM form_tata_kelola f
  JOIN jenis_isian j ON j.jenis = f.jenis
  WHERE f.tahun = :tahun
)
SELECT
  CONCAT(tahun, '-', nomor) AS kunci, COALESCE(uraian, unit, '-') AS label, NULL AS id_prodi, NULL AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  ke = 1 AND ditetapkan AS pembilang,
  ke = 1 AS penyebut,
  ke = 1 AS populasi,
  CASE
    WHEN ke > 1 THEN 'dokumen lain yang dihitung'
    WHEN ditetapkan THEN 'sudah ditetapkan'
    ELSE 'belum ditetapkan'
  END AS alasan,
  NULL AS kurang,
  'form_tata_kelola' AS dataset, _partition AS partisi, _offset AS posisi
FROM isian
