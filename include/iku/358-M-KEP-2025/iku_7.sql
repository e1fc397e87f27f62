-- One row for every SDG programme on the forms of the year.
SELECT
  CONCAT(f.tahun, '-', f.nomor) AS kunci, COALESCE(f.nama_program, '-') AS label, p.id_prodi, p.fakultas_id AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  s.sdg IS NOT NULL AND f.tanggal >= :awal_tahun AS pembilang,
  f.tanggal >= :awal_tahun AS penyebut,
  f.tanggal >= :awal_tahun AS populasi,
  CASE
    WHEN f.tanggal < :awal_tahun THEN 'dilaksanakan sebelum tahun laporan'
    WHEN s.sdg IS NULL THEN CONCAT('SDG ', f.sdg, ', bukan wajib atau pilihan')
    ELSE CONCAT('SDG ', f.sdg, ', ', s.asal)
  END AS alasan,
  IF(f.tanggal < :awal_tahun, 'tanggal program di luar tahun formulir', NULL) AS kurang,
  'form_program_sdgs' AS dataset, f._partition AS partisi, f._offset AS posisi
FROM form_program_sdgs f
LEFT JOIN sdg_dihitung s ON s.sdg = f.sdg
LEFT JOIN program_studi p ON p.id_prodi = f.id_prodi
WHERE f.tahun = :tahun AND f.tanggal <= :tanggal
