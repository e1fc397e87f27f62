-- One row for every line about an integrity zone on the forms of the year.
WITH isian AS (
  SELECT
    f.tahun, f.nomor, f.unit, f.tanggal, f._partition, f._offset,
    COALESCE(f.tanggal BETWEEN :awal_tahun AND :tanggal, FALSE) AS diajukan,
    ROW_NUMBER() OVER (
      PARTITION BY LOWER(TRIM(f.unit))
      ORDER BY COALESCE(f.tanggal BETWEEN :awal_tahun AND :tanggal, FALSE) DESC, f.tanggal, f.nomor
    ) AS ke
  FROM form_tata_kelola f
  JOIN jenis_isian j ON j.jenis = f.jenis
  WHERE f.tahun = :tahun
)
SELECT
  CONCAT(tahun, '-', nomor) AS kunci, COALESCE(unit, '-') AS label, NULL AS id_prodi, NULL AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  unit IS NOT NULL AND ke = 1 AND diajukan AS pembilang,
  unit IS NOT NULL AND ke = 1 AS penyebut,
  unit IS NOT NULL AND ke = 1 AS populasi,
  CASE
    WHEN unit IS NULL THEN 'unit tidak diisi'
    WHEN ke > 1 THEN 'unit yang sama sudah dihitung'
    WHEN diajukan THEN 'sudah mengajukan'
    WHEN tanggal < :awal_tahun THEN 'mengajukan sebelum tahun laporan'
    ELSE 'belum mengajukan'
  END AS alasan,
  CASE
    WHEN unit IS NULL THEN 'unit tidak diisi'
    WHEN tanggal < :awal_tahun THEN 'tanggal pengajuan di luar tahun formulir'
  END AS kurang,
  'form_tata_kelola' AS dataset, _partition AS partisi, _offset AS posisi
FROM isian
