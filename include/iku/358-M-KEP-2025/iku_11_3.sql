-- One row for every declaration on the forms of the year, which may be of no violation at all.
SELECT
  CONCAT(f.tahun, '-', f.nomor) AS kunci, COALESCE(f.unit, f.uraian, '-') AS label, NULL AS id_prodi, NULL AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  COALESCE(f.jumlah, 0) AS pembilang,
  f.jumlah IS NOT NULL AS penyebut,
  f.jumlah IS NOT NULL AS populasi,
  CASE
    WHEN f.jumlah IS NULL THEN 'jumlah laporan tidak diisi'
    WHEN f.jumlah = 0 THEN 'nihil'
    ELSE CONCAT(REPLACE(CAST(f.jumlah AS DOUBLE), '.', ','), ' laporan pelanggaran')
  END AS alasan,
  IF(f.jumlah IS NULL, 'jumlah laporan tidak diisi', NULL) AS kurang,
  'form_tata_kelola' AS dataset, f._partition AS partisi, f._offset AS posisi
FROM form_tata_kelola f
JOIN jenis_isian j ON j.jenis = f.jenis
WHERE f.tahun = :tahun AND COALESCE(f.tanggal, :awal_tahun) <= :tanggal
