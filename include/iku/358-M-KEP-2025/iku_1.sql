-- One row for everybody who was registered in the academic year or graduated in the budget year.
WITH aktivitas AS (
  SELECT
    id_registrasi_mahasiswa, MAX(id_semester IN :semester_akademik) AS terdaftar,
    SUM(id_status_mahasiswa = 'C' AND RIGHT(id_semester, 1) IN ('1', '2')) AS cuti
  FROM aktivitas_kuliah
  GROUP BY id_registrasi_mahasiswa
),
keluar AS (
  -- riwayat_pendidikan says how a student left; where it does not know it yet, lulusan does.
  SELECT
    r.id_registrasi_mahasiswa, r.nim, r.id_prodi, r.id_periode_masuk, r._partition, r._offset,
    k.id_periode_keluar, k._partition AS partisi_lulusan, k._offset AS posisi_lulusan,
    COALESCE(k.id_jenis_keluar = '1' AND k.tanggal_keluar >= :awal_tahun, FALSE) AS lulus,
    IF(COALESCE(r.tanggal_keluar, :tanggal) <= :tanggal, COALESCE(r.id_jenis_keluar, k.id_jenis_keluar), k.id_jenis_keluar)
      AS jenis,
    COALESCE(k.tanggal_keluar, r.tanggal_keluar) AS tanggal
  FROM riwayat_pendidikan r
  LEFT JOIN lulusan k ON k.id_registrasi_mahasiswa = r.id_registrasi_mahasiswa AND k.tanggal_keluar <= :tanggal
),
mahasiswa AS (
  SELECT
    k.id_registrasi_mahasiswa, k.nim, k.lulus, p.id_prodi, p.fakultas_id, p.nama_jenjang_pendidikan,
    j.stratum, j.ideal, j.masa_semester, COALESCE(a.terdaftar, 0) AS terdaftar, COALESCE(a.cuti, 0) AS cuti,
    2 * (LEFT(k.id_periode_keluar, 4) - LEFT(k.id_periode_masuk, 4))
      + LEAST(RIGHT(k.id_periode_keluar, 1), 2) - LEAST(RIGHT(k.id_periode_masuk, 1), 2) + 1
      - COALESCE(a.cuti, 0) AS masa,
    CASE
      WHEN k.lulus THEN 'lulus'
      WHEN k.jenis IS NULL THEN 'terdaftar'
      WHEN k.jenis <> '1' THEN 'keluar'
      WHEN k.tanggal < :awal_tahun THEN 'lulus_lalu'
      ELSE 'lulus_tanpa_data'
    END AS keadaan,
    IF(k.lulus, 'lulusan', 'riwayat_pendidikan') AS dataset,
    IF(k.lulus, k.partisi_lulusan, k._partition) AS partisi, IF(k.lulus, k.posisi_lulusan, k._offset) AS posisi
  FROM keluar k
  LEFT JOIN program_studi p ON p.id_prodi = k.id_prodi
  LEFT JOIN jenjang_aee j ON j.id_jenjang = p.id_jenjang_pendidikan
  LEFT JOIN aktivitas a ON a.id_registrasi_mahasiswa = k.id_registrasi_mahasiswa
),
dinilai AS (
  SELECT
    mahasiswa.*, stratum IS NOT NULL AND cuti <= :cuti_paling_lama AND keadaan NOT IN ('keluar', 'lulus_lalu') AS dihitung
  FROM mahasiswa
  WHERE lulus OR terdaftar
)
SELECT
  id_registrasi_mahasiswa AS kunci, COALESCE(nim, '-') AS label, id_prodi, fakultas_id AS id_fakultas,
  COALESCE(stratum, '') AS stratum, COALESCE(ideal, 100) AS ideal,
  IF(dihitung AND lulus AND masa <= masa_semester, 1, 0) AS pembilang,
  dihitung AS penyebut,
  dihitung AS populasi,
  CASE
    WHEN id_prodi IS NULL THEN 'prodi tidak dikenal'
    WHEN stratum IS NULL THEN CONCAT('masa tempuh jenjang ', COALESCE(nama_jenjang_pendidikan, '?'), ' belum ditetapkan')
    WHEN keadaan = 'keluar' THEN 'pindah, keluar, atau putus studi'
    WHEN keadaan = 'lulus_lalu' THEN 'lulus sebelum tahun laporan'
    WHEN cuti > :cuti_paling_lama THEN CONCAT('cuti ', cuti, ' semester, melebihi ketentuan')
    WHEN lulus AND masa <= masa_semester THEN CONCAT('lulus tepat waktu, ', masa, ' dari ', masa_semester, ' semester')
    WHEN lulus THEN CONCAT('lulus melewati masa kurikulum, ', masa, ' dari ', masa_semester, ' semester')
    ELSE 'terdaftar'
  END AS alasan,
  CASE
    WHEN id_prodi IS NULL THEN 'prodi mahasiswa tidak dikenal'
    WHEN stratum IS NULL THEN CONCAT('masa tempuh jenjang ', COALESCE(nama_jenjang_pendidikan, '?'), ' belum ditetapkan')
    WHEN keadaan = 'lulus_tanpa_data' THEN 'lulus menurut riwayat pendidikan, tidak ada di data lulusan'
    WHEN dihitung AND lulus AND NOT terdaftar THEN 'lulusan tanpa aktivitas kuliah pada tahun akademik'
  END AS kurang,
  dataset, partisi, posisi
FROM dinilai
