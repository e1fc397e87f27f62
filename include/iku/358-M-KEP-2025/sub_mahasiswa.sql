-- One row for every prodi that has students, with how many of them are of the levels that are asked for.
WITH aktif AS (
  SELECT a.id_registrasi_mahasiswa
  FROM aktivitas_kuliah a
  JOIN status_aktif s ON s.id_status = a.id_status_mahasiswa
  WHERE a.id_semester IN :semester_anggaran
  GROUP BY a.id_registrasi_mahasiswa
),
per_prodi AS (
  SELECT r.id_prodi, COUNT(*) AS banyaknya
  FROM aktif a
  JOIN riwayat_pendidikan r ON r.id_registrasi_mahasiswa = a.id_registrasi_mahasiswa
  LEFT JOIN lulusan k ON k.id_registrasi_mahasiswa = r.id_registrasi_mahasiswa AND k.tanggal_keluar <= :tanggal
  WHERE COALESCE(
    IF(COALESCE(r.tanggal_keluar, :tanggal) <= :tanggal, COALESCE(r.id_jenis_keluar, k.id_jenis_keluar), k.id_jenis_keluar), '1'
  ) = '1'
  GROUP BY r.id_prodi
)
SELECT
  p.id_prodi AS kunci, CONCAT_WS(' ', p.nama_jenjang_pendidikan, p.nama_program_studi) AS label,
  p.id_prodi, p.fakultas_id AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  IF(j.id_jenjang IS NULL, 0, m.banyaknya) AS pembilang,
  m.banyaknya AS penyebut,
  m.banyaknya AS populasi,
  CONCAT(m.banyaknya, ' mahasiswa', IF(j.id_jenjang IS NULL, ', jenjang lain', '')) AS alasan,
  NULL AS kurang,
  'program_studi' AS dataset, p._partition AS partisi, p._offset AS posisi
FROM per_prodi m
JOIN program_studi p ON p.id_prodi = m.id_prodi
LEFT JOIN jenjang_dihitung j ON j.id_jenjang = p.id_jenjang_pendidikan
