-- One row for every income on the forms of the year, in rupiah.
SELECT
  CONCAT(f.tahun, '-', f.nomor) AS kunci, COALESCE(f.uraian, s.sebutan, f.sumber) AS label,
  NULL AS id_prodi, u.id_fakultas,
  '' AS stratum, 100 AS ideal,
  f.jumlah * COALESCE(s.pembilang, 0) AS pembilang,
  f.jumlah * COALESCE(s.penyebut, 0) AS penyebut,
  f.jumlah * COALESCE(s.penyebut, 0) AS populasi,
  CONCAT(
    COALESCE(s.sebutan, f.sumber),
    CASE
      WHEN s.sumber IS NULL OR s.penyebut = 0 THEN ', tidak dihitung'
      WHEN s.pembilang = 0 THEN ', hanya pada seluruh pendapatan'
      ELSE ''
    END
  ) AS alasan,
  CASE
    WHEN s.sumber IS NULL THEN 'sumber pendapatan tidak dikenal'
    WHEN f.id_fakultas IS NOT NULL AND u.id_fakultas IS NULL THEN 'fakultas pada formulir tidak dikenal'
    WHEN f.diaudit = '0' AND s.penyebut > 0 THEN 'pendapatan belum diaudit'
  END AS kurang,
  'form_pendapatan' AS dataset, f._partition AS partisi, f._offset AS posisi
FROM form_pendapatan f
LEFT JOIN sumber_pendapatan s ON s.sumber = f.sumber
LEFT JOIN fakultas u ON u.id_fakultas = f.id_fakultas
WHERE f.tahun = :tahun
