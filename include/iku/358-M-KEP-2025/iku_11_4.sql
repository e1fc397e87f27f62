-- One row for every activity of prevention on the forms of the year.
WITH isian AS (
  SELECT
    f.tahun, f.nomor, f.uraian, f.unit, f.tanggal, f._partition, f._offset, f.tanggal_rencana IS NOT NULL AS direncanakan,
    COALESCE(f.tanggal BETWEEN :awal_tahun AND :tanggal, FALSE) AS terlaksana
  FROM form_tata_kelola f
  JOIN jenis_isian j ON j.jenis = f.jenis
  WHERE f.tahun = :tahun
)
SELECT
  CONCAT(tahun, '-', nomor) AS kunci, COALESCE(uraian, unit, '-') AS label, NULL AS id_prodi, NULL AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  direncanakan AND terlaksana AS pembilang,
  direncanakan AS penyebut,
  direncanakan AS populasi,
  CASE
    WHEN NOT direncanakan THEN 'tanpa tanggal rencana'
    WHEN terlaksana THEN 'terlaksana'
    ELSE 'belum terlaksana'
  END AS alasan,
  CASE
    WHEN NOT direncanakan THEN 'kegiatan tanpa tanggal rencana'
    WHEN tanggal < :awal_tahun THEN 'tanggal kegiatan di luar tahun formulir'
  END AS kurang,
  'form_tata_kelola' AS dataset, _partition AS partisi, _offset AS posisi
FROM isian
