-- One row for every verdict on the forms of the year. The newest one counts, by its rank.
WITH isian AS (
  SELECT
    f.tahun, f.nomor, f.predikat, j.sebutan, p.peringkat, f._partition, f._offset,
    ROW_NUMBER() OVER (
      ORDER BY p.peringkat IS NULL, COALESCE(f.tanggal, :awal_tahun) DESC, f.nomor DESC
    ) AS ke
  FROM form_tata_kelola f
  JOIN jenis_isian j ON j.jenis = f.jenis
  LEFT JOIN peringkat p ON p.predikat = f.predikat
  WHERE f.tahun = :tahun AND COALESCE(f.tanggal, :awal_tahun) <= :tanggal
)
SELECT
  CONCAT(tahun, '-', nomor) AS kunci, CONCAT_WS(' ', sebutan, predikat) AS label, NULL AS id_prodi, NULL AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  IF(ke = 1, COALESCE(peringkat, 0), 0) AS pembilang,
  ke = 1 AND peringkat IS NOT NULL AS penyebut,
  ke = 1 AND peringkat IS NOT NULL AS populasi,
  CASE
    WHEN peringkat IS NULL THEN 'predikat kosong atau tidak dikenal'
    WHEN ke = 1 THEN CONCAT(sebutan, ' ', predikat)
    ELSE 'diganti yang lebih baru'
  END AS alasan,
  IF(peringkat IS NULL, 'predikat kosong atau tidak dikenal', NULL) AS kurang,
  'form_tata_kelola' AS dataset, _partition AS partisi, _offset AS posisi
FROM isian
