-- One row for every graduate of the year before, and for every answer to the tracer study that fits none of them.
WITH lulusan_lalu AS (
  SELECT
    id_registrasi_mahasiswa, nim, id_prodi, tanggal_keluar, _partition, _offset, COUNT(*) OVER (PARTITION BY nim) AS senim
  FROM lulusan
  WHERE id_jenis_keluar = '1' AND YEAR(tanggal_keluar) = :tahun_lalu
),
lulusan_dicari AS (
  SELECT
    l.id_registrasi_mahasiswa, l.nim, l.tanggal_keluar, l.senim, p.id_prodi, p.fakultas_id,
    t.f502, t.f505, t.f5a1, t.f18d, lama.provinsi,
    CASE
      WHEN t.nimhsmsmh IS NULL THEN 'diam'
      WHEN t.f8 = '1' THEN 'bekerja'
      WHEN t.f8 = '3' THEN 'wiraswasta'
      WHEN t.f8 = '4' THEN 'studi'
      ELSE 'lain'
    END AS kelompok,
    COALESCE(u.nilai, lama.nilai) AS ump, u.nilai IS NULL AND lama.nilai IS NOT NULL AS ump_lama, u.status AS status_ump,
    IF(t.nimhsmsmh IS NULL, 'lulusan', 'tracer_study') AS dataset,
    COALESCE(t._partition, l._partition) AS partisi, COALESCE(t._offset, l._offset) AS posisi
  FROM lulusan_lalu l
  LEFT JOIN program_studi p ON p.id_prodi = l.id_prodi
  LEFT JOIN jenjang_lulusan j ON j.id_jenjang = p.id_jenjang_pendidikan
  LEFT JOIN tracer_study t
    ON t.nimhsmsmh = l.nim AND l.senim = 1 AND p.id_prodi IS NOT NULL
    AND t.tahun_lulus = :tahun_lalu AND t.tanggal_isi <= :tanggal
  LEFT JOIN ump u ON u.kode_wilayah = t.f5a1 AND u.tahun = :tahun_lalu AND u.nilai IS NOT NULL
  LEFT JOIN ump lama ON lama.kode_wilayah = t.f5a1 AND lama.tahun = :tahun_lalu - 1 AND lama.nilai IS NOT NULL
  WHERE j.id_jenjang IS NOT NULL OR p.id_prodi IS NULL
),
golongan AS (
  SELECT
    lulusan_dicari.*,
    CASE
      WHEN kelompok = 'studi' THEN IF(f18d < tanggal_keluar + INTERVAL :bulan_studi MONTH, 'kurang_12', 'mulai_12')
      WHEN f502 < :bulan_tunggu THEN 'kurang_6'
      WHEN f502 >= :bulan_tunggu THEN 'mulai_6'
    END AS tunggu,
    CASE
      WHEN kelompok = 'studi' THEN '-'
      WHEN f505 IS NULL THEN NULL
      WHEN f505 >= :kali_ump * ump THEN 'cukup'
      ELSE 'kurang'
    END AS pendapatan
  FROM lulusan_dicari
)
SELECT
  g.id_registrasi_mahasiswa AS kunci, COALESCE(g.nim, '-') AS label, g.id_prodi, g.fakultas_id AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  COALESCE(b.bobot, 0) AS pembilang,
  g.id_prodi IS NOT NULL AS penyebut,
  g.id_prodi IS NOT NULL AS populasi,
  CASE
    WHEN g.kelompok = 'diam' THEN 'belum menjawab tracer study'
    WHEN g.kelompok = 'lain' THEN 'tidak bekerja, berwirausaha, atau studi lanjut'
    WHEN g.kelompok = 'studi' AND g.f18d IS NULL THEN 'studi lanjut, tanggal masuk kosong'
    WHEN g.kelompok = 'studi' THEN
      IF(g.tunggu = 'kurang_12', 'studi lanjut sebelum 12 bulan', 'studi lanjut tidak sebelum 12 bulan')
    WHEN g.tunggu IS NULL THEN CONCAT(g.kelompok, ', masa tunggu kosong')
    WHEN g.pendapatan IS NULL THEN CONCAT(g.kelompok, ', pendapatan kosong')
    ELSE CONCAT(g.kelompok, ', tunggu ', REPLACE(g.tunggu, '_', ' '), ', ',
      IF(g.pendapatan = 'cukup', 'paling sedikit', 'kurang dari'), ' 1,2 x UMP')
  END AS alasan,
  CASE
    WHEN g.id_prodi IS NULL THEN 'prodi lulusan tidak dikenal'
    WHEN g.nim IS NULL THEN 'NIM lulusan kosong'
    WHEN g.senim > 1 THEN 'NIM dipakai lebih dari satu lulusan'
    WHEN g.kelompok = 'diam' THEN 'lulusan belum menjawab tracer study'
    WHEN g.kelompok = 'lain' THEN NULL
    WHEN g.kelompok = 'studi' THEN IF(g.f18d IS NULL, 'tanggal masuk studi lanjut tidak diisi', NULL)
    WHEN g.tunggu IS NULL THEN 'masa tunggu tidak diisi'
    WHEN g.pendapatan IS NULL THEN 'pendapatan tidak diisi'
    WHEN g.f5a1 IS NULL THEN 'provinsi tempat kerja tidak diisi'
    WHEN g.ump IS NULL THEN CONCAT('UMP ', :tahun_lalu, ' provinsi ', g.f5a1, ' tidak ada')
    WHEN g.ump_lama THEN CONCAT('UMP ', :tahun_lalu, ' ', g.provinsi, ' belum ada, dipakai ', :tahun_lalu - 1)
    WHEN g.status_ump <> 'resmi' THEN CONCAT('UMP ', :tahun_lalu, ' belum dicocokkan dengan keputusan gubernur')
  END AS kurang,
  g.dataset, g.partisi, g.posisi
FROM golongan g
LEFT JOIN bobot b ON b.kelompok = g.kelompok AND b.tunggu = g.tunggu AND b.pendapatan = g.pendapatan
UNION ALL
SELECT
  CONCAT('NIM ', t.nimhsmsmh), t.nimhsmsmh, NULL, NULL, '', 100, 0, 0, 0,
  'jawaban tanpa lulusan yang cocok', 'jawaban tracer study tanpa lulusan yang cocok',
  'tracer_study', t._partition, t._offset
FROM tracer_study t
LEFT JOIN lulusan_lalu l ON l.nim = t.nimhsmsmh
WHERE t.tahun_lulus = :tahun_lalu AND t.tanggal_isi <= :tanggal AND l.id_registrasi_mahasiswa IS NULL
