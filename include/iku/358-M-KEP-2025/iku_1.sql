-- One row for every registered student and every graduate on curriculum time of the budget year.
WITH cuti AS (
  SELECT id_registrasi_mahasiswa, COUNT(*) AS semester
  FROM aktivitas_kuliah
  WHERE id_status_mahasiswa = 'C' AND RIGHT(id_semester, 1) IN ('1', '2')
  GROUP BY id_registrasi_mahasiswa
),
terdaftar AS (
  SELECT DISTINCT id_registrasi_mahasiswa
  FROM aktivitas_kuliah
  WHERE id_semester IN :semester AND id_status_mahasiswa IN ('A', 'C', 'G', 'M', 'N')
),
mahasiswa AS (
  SELECT
    r.id_registrasi_mahasiswa, p.id_prodi, p.fakultas_id, j.stratum, j.ideal, j.masa_semester,
    r.id_jenis_keluar, r._partition, r._offset,
    t.id_registrasi_mahasiswa IS NOT NULL AS terdaftar,
    l.id_registrasi_mahasiswa IS NOT NULL AS lulus,
    2 * (LEFT(l.id_periode_keluar, 4) - LEFT(r.id_periode_masuk, 4))
      + LEAST(RIGHT(l.id_periode_keluar, 1), 2) - LEAST(RIGHT(r.id_periode_masuk, 1), 2) + 1
      - COALESCE(c.semester, 0) AS masa
  FROM riwayat_pendidikan r
  JOIN program_studi p ON p.id_prodi = r.id_prodi
  JOIN jenjang_aee j ON j.id_jenjang = p.id_jenjang_pendidikan
  LEFT JOIN terdaftar t ON t.id_registrasi_mahasiswa = r.id_registrasi_mahasiswa
  LEFT JOIN cuti c ON c.id_registrasi_mahasiswa = r.id_registrasi_mahasiswa
  LEFT JOIN lulusan l
    ON l.id_registrasi_mahasiswa = r.id_registrasi_mahasiswa AND l.id_jenis_keluar = '1'
    AND l.tanggal_keluar BETWEEN :awal_tahun AND :tanggal
)
SELECT
  id_registrasi_mahasiswa AS kunci, id_prodi, fakultas_id AS id_fakultas, stratum, 10000 / ideal AS faktor,
  IF(lulus AND masa <= masa_semester, 1, 0) AS pembilang,
  1 AS penyebut,
  CASE
    WHEN lulus AND masa <= masa_semester THEN CONCAT('lulus tepat waktu, ', masa, ' dari ', masa_semester, ' semester')
    WHEN lulus THEN CONCAT('lulus melewati masa kurikulum, ', masa, ' dari ', masa_semester, ' semester')
    ELSE 'terdaftar'
  END AS alasan,
  NULL AS kurang,
  'riwayat_pendidikan' AS dataset, _partition AS partisi, _offset AS posisi
FROM mahasiswa
WHERE (lulus AND masa <= masa_semester) OR (terdaftar AND COALESCE(id_jenis_keluar, '1') = '1')
