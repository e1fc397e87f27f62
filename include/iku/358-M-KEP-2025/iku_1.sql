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
    r._partition, r._offset,
    t.id_registrasi_mahasiswa IS NOT NULL AS terdaftar,
    (k.id_jenis_keluar = '1' AND k.tanggal_keluar >= :awal_tahun) IS TRUE AS lulus,
    CASE
      WHEN r.id_jenis_keluar IS NULL THEN k.id_jenis_keluar
      WHEN r.tanggal_keluar > :tanggal THEN NULL
      ELSE r.id_jenis_keluar
    END AS keluar,
    2 * (LEFT(k.id_periode_keluar, 4) - LEFT(r.id_periode_masuk, 4))
      + LEAST(RIGHT(k.id_periode_keluar, 1), 2) - LEAST(RIGHT(r.id_periode_masuk, 1), 2) + 1
      - COALESCE(c.semester, 0) AS masa
  FROM riwayat_pendidikan r
  JOIN program_studi p ON p.id_prodi = r.id_prodi
  JOIN jenjang_aee j ON j.id_jenjang = p.id_jenjang_pendidikan
  LEFT JOIN terdaftar t ON t.id_registrasi_mahasiswa = r.id_registrasi_mahasiswa
  LEFT JOIN cuti c ON c.id_registrasi_mahasiswa = r.id_registrasi_mahasiswa
  LEFT JOIN lulusan k ON k.id_registrasi_mahasiswa = r.id_registrasi_mahasiswa AND k.tanggal_keluar <= :tanggal
)
SELECT
  id_registrasi_mahasiswa AS kunci, id_prodi, fakultas_id AS id_fakultas, stratum,
  CAST(10000 / CAST(ideal AS DECIMAL(20, 8)) AS DECIMAL(20, 8)) AS faktor,
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
WHERE (lulus AND masa <= masa_semester) OR (terdaftar AND COALESCE(keluar, '1') = '1')
