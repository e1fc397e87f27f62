-- One row for every graduate of the year before who answered the tracer study.
WITH responden AS (
  SELECT
    l.id_registrasi_mahasiswa, p.id_prodi, p.fakultas_id, l.tanggal_keluar,
    t.f8, t.f502, t.f505, t.f18d, t._partition, t._offset,
    CASE
      WHEN t.f8 = '1' THEN 'bekerja'
      WHEN t.f8 = '3' THEN 'wiraswasta'
      WHEN t.f8 = '4' THEN 'studi'
      ELSE 'lain'
    END AS kelompok,
    COALESCE(u.nilai, lama.nilai) AS ump, u.nilai IS NULL AND lama.nilai IS NOT NULL AS ump_lama
  FROM lulusan l
  JOIN program_studi p ON p.id_prodi = l.id_prodi
  JOIN jenjang_lulusan j ON j.id_jenjang = p.id_jenjang_pendidikan
  JOIN tracer_study t ON t.nimhsmsmh = l.nim AND t.tahun_lulus = :tahun_lalu
  LEFT JOIN ump u ON u.kode_wilayah = t.f5a1 AND u.tahun = :tahun AND u.nilai IS NOT NULL
  LEFT JOIN ump lama ON lama.kode_wilayah = t.f5a1 AND lama.tahun = :tahun_lalu AND lama.nilai IS NOT NULL
  WHERE l.id_jenis_keluar = '1' AND YEAR(l.tanggal_keluar) = :tahun_lalu
    AND l.tanggal_keluar <= :tanggal AND t.tanggal_isi <= :tanggal
),
golongan AS (
  SELECT
    responden.*,
    CASE
      WHEN kelompok = 'studi' THEN IF(f18d <= tanggal_keluar + INTERVAL 12 MONTH, 'dalam_12', 'lebih_12')
      WHEN f502 <= 6 THEN 'sampai_6'
      WHEN f502 <= 12 THEN 'sampai_12'
      WHEN f502 > 12 THEN 'lebih_12'
    END AS tunggu,
    CASE
      WHEN kelompok = 'studi' THEN '-'
      WHEN f505 IS NULL THEN NULL
      WHEN f505 >= 1.2 * ump THEN 'cukup'
      ELSE 'kurang'
    END AS pendapatan
  FROM responden
)
SELECT
  g.id_registrasi_mahasiswa AS kunci, g.id_prodi, g.fakultas_id AS id_fakultas, '' AS stratum, 100 AS faktor,
  COALESCE(b.bobot, 0) AS pembilang,
  1 AS penyebut,
  CASE
    WHEN g.kelompok = 'lain' THEN 'tidak bekerja, berwirausaha, atau studi lanjut'
    WHEN g.kelompok = 'studi' THEN IF(g.tunggu = 'dalam_12', 'studi lanjut dalam 12 bulan', 'studi lanjut tidak dalam 12 bulan')
    WHEN g.tunggu IS NULL THEN CONCAT(g.kelompok, ', masa tunggu kosong')
    WHEN g.pendapatan IS NULL THEN CONCAT(g.kelompok, ', pendapatan kosong')
    ELSE CONCAT(g.kelompok, ', tunggu ', REPLACE(g.tunggu, '_', ' '), ', ',
      IF(g.pendapatan = 'cukup', 'paling sedikit', 'kurang dari'), ' 1,2 x UMP')
  END AS alasan,
  CASE
    WHEN g.kelompok IN ('lain', 'studi') THEN NULL
    WHEN g.tunggu IS NULL THEN 'masa tunggu tidak diisi'
    WHEN g.pendapatan IS NULL THEN 'pendapatan tidak diisi'
    WHEN g.ump IS NULL THEN 'UMP provinsi tempat kerja tidak ada'
    WHEN g.ump_lama THEN 'UMP memakai tahun sebelumnya'
  END AS kurang,
  'tracer_study' AS dataset, g._partition AS partisi, g._offset AS posisi
FROM golongan g
LEFT JOIN bobot b ON b.kelompok = g.kelompok AND b.tunggu = g.tunggu AND b.pendapatan = g.pendapatan
