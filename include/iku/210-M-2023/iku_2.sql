-- One row for every student active in the semesters of the budget year, every inbound student, and for activities and
-- achievements of people who are not known.
WITH aktif AS (
  SELECT DISTINCT id_registrasi_mahasiswa
  FROM aktivitas_kuliah
  WHERE id_semester IN :semester_anggaran AND id_status_mahasiswa IN ('A', 'M')
),
prodi AS (
  SELECT p.id_prodi, p.fakultas_id, j.sks_paling_sedikit, j.id_jenjang IS NOT NULL AND s.nama IS NULL AS dinilai
  FROM program_studi p
  LEFT JOIN jenjang_mahasiswa j ON j.id_jenjang = p.id_jenjang_pendidikan
  LEFT JOIN prodi_kesehatan s ON s.id_jenjang = p.id_jenjang_pendidikan AND s.nama = p.nama_program_studi
),
terdaftar AS (
  -- riwayat_pendidikan says how a student left; where it does not know it yet, lulusan does.
  SELECT
    r.id_registrasi_mahasiswa, r.id_mahasiswa, r.nim, r.id_periode_masuk, p.id_prodi, p.fakultas_id,
    COALESCE(
      IF(COALESCE(r.tanggal_keluar, :tanggal) <= :tanggal, COALESCE(r.id_jenis_keluar, k.id_jenis_keluar), k.id_jenis_keluar),
      '1'
    ) <> '1' AS keluar,
    r._partition, r._offset
  FROM aktif a
  JOIN riwayat_pendidikan r ON r.id_registrasi_mahasiswa = a.id_registrasi_mahasiswa
  LEFT JOIN lulusan k ON k.id_registrasi_mahasiswa = a.id_registrasi_mahasiswa AND k.tanggal_keluar <= :tanggal
  LEFT JOIN prodi p ON p.id_prodi = r.id_prodi
  WHERE p.dinilai OR p.id_prodi IS NULL
),
mahasiswa AS (
  SELECT
    terdaftar.*, id_prodi IS NOT NULL AND NOT keluar AS dihitung,
    ROW_NUMBER() OVER (
      PARTITION BY id_mahasiswa
      ORDER BY id_prodi IS NOT NULL AND NOT keluar DESC, id_periode_masuk DESC, id_registrasi_mahasiswa
    ) AS ke
  FROM terdaftar
),
mkwk_dikonversi AS (
  SELECT DISTINCT m.id_matkul FROM mata_kuliah m JOIN mkwk w ON m.nama_mata_kuliah LIKE w.pola
),
anggota AS (
  -- In this order each conversion finds its activity once; a small table of kinds in front would read all of it for every kind.
  SELECT STRAIGHT_JOIN
    n.id_anggota, n.id_registrasi_mahasiswa, t.id_semester, t.id_prodi, j.bagian, n._partition, n._offset,
    SUM(IF(j.bagian = 'pertukaran' AND w.id_matkul IS NOT NULL, 0, k.sks_mata_kuliah)) AS sks
  FROM konversi_aktivitas k
  JOIN anggota_aktivitas n ON n.id_anggota = k.id_anggota
  JOIN aktivitas_mahasiswa t ON t.id_aktivitas = n.id_aktivitas AND t.id_semester IN :semester_anggaran
  JOIN jenis_aktivitas j ON j.id_jenis = t.id_jenis_aktivitas
  LEFT JOIN mkwk_dikonversi w ON w.id_matkul = k.id_matkul
  GROUP BY n.id_anggota, n.id_registrasi_mahasiswa, t.id_semester, t.id_prodi, j.bagian, n._partition, n._offset
),
semester AS (
  SELECT
    n.id_registrasi_mahasiswa, r.id_registrasi_mahasiswa IS NULL AS asing, p.id_prodi, p.fakultas_id, n.bagian,
    n._partition, n._offset, n.sks,
    p.dinilai AND SUM(n.sks) OVER (PARTITION BY n.id_registrasi_mahasiswa, n.bagian, n.id_semester) >= p.sks_paling_sedikit
      AS cukup,
    ROW_NUMBER() OVER (PARTITION BY n.id_registrasi_mahasiswa ORDER BY n.sks DESC, n.id_anggota) AS ke
  FROM anggota n
  LEFT JOIN riwayat_pendidikan r ON r.id_registrasi_mahasiswa = n.id_registrasi_mahasiswa
  LEFT JOIN prodi p ON p.id_prodi = COALESCE(r.id_prodi, n.id_prodi)
  WHERE p.dinilai OR p.id_prodi IS NULL
),
kegiatan AS (
  SELECT
    id_registrasi_mahasiswa, asing,
    MAX(IF(ke = 1, id_prodi, NULL)) AS id_prodi, MAX(IF(ke = 1, fakultas_id, NULL)) AS fakultas_id,
    MAX(bagian = 'pertukaran') AS bertukar, SUM(sks) AS sks,
    LEAST(SUM(IF(cukup AND bagian = 'luar_prodi', sks, 0)), :sks_penuh) AS luar_prodi,
    LEAST(SUM(IF(cukup AND bagian = 'pertukaran', sks, 0)), :sks_penuh) AS pertukaran,
    MAX(IF(ke = 1, _partition, NULL)) AS partisi, MAX(IF(ke = 1, _offset, NULL)) AS posisi
  FROM semester
  GROUP BY id_registrasi_mahasiswa, asing
),
juara AS (
  SELECT
    s.id_prestasi, s.id_mahasiswa, s.nama_prestasi, s.peringkat, b.bobot, s._partition, s._offset,
    CASE s.id_tingkat_prestasi WHEN '6' THEN 'internasional' WHEN '5' THEN 'nasional' ELSE 'provinsi' END AS tingkat,
    ROW_NUMBER() OVER (PARTITION BY s.id_mahasiswa ORDER BY b.bobot DESC, s.id_prestasi) AS ke
  FROM prestasi_mahasiswa s
  JOIN bobot_prestasi b ON b.tingkat = s.id_tingkat_prestasi AND b.peringkat = s.peringkat
  WHERE s.tahun_prestasi = :tahun AND (s.tanggal IS NULL OR s.tanggal <= :tanggal)
),
dinilai AS (
  SELECT
    m.*, k.sks, COALESCE(k.luar_prodi, 0) AS luar_prodi, COALESCE(k.pertukaran, 0) AS pertukaran,
    COALESCE(s.bobot, 0) AS bobot, s.tingkat, s.peringkat,
    CASE
      WHEN k.luar_prodi + k.pertukaran > 0 THEN 'anggota_aktivitas'
      WHEN s.ke = 1 THEN 'prestasi_mahasiswa'
      ELSE 'riwayat_pendidikan'
    END AS dataset,
    k.partisi AS partisi_kegiatan, k.posisi AS posisi_kegiatan, s._partition AS partisi_juara, s._offset AS posisi_juara
  FROM mahasiswa m
  LEFT JOIN kegiatan k ON k.id_registrasi_mahasiswa = m.id_registrasi_mahasiswa
  LEFT JOIN juara s ON s.id_mahasiswa = m.id_mahasiswa AND s.ke = 1 AND m.ke = 1
),
orang AS (SELECT DISTINCT id_mahasiswa FROM riwayat_pendidikan)
SELECT
  id_registrasi_mahasiswa AS kunci, COALESCE(nim, '-') AS label, id_prodi, fakultas_id AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  IF(dihitung,
    ROUND((:bobot_luar_prodi * luar_prodi + :bobot_pertukaran * pertukaran) / :sks_penuh + :bobot_prestasi * bobot, 4), 0)
    AS pembilang,
  dihitung AS penyebut,
  dihitung AS populasi,
  CASE
    WHEN id_prodi IS NULL THEN 'prodi tidak dikenal'
    WHEN keluar THEN 'pindah, keluar, atau putus studi'
    WHEN luar_prodi + pertukaran + bobot > 0 THEN CONCAT_WS('; ',
      IF(luar_prodi > 0, CONCAT('luar prodi ', REPLACE(CAST(luar_prodi AS DOUBLE), '.', ','), ' sks'), NULL),
      IF(pertukaran > 0, CONCAT('pertukaran ', REPLACE(CAST(pertukaran AS DOUBLE), '.', ','), ' sks'), NULL),
      CONCAT('prestasi ', tingkat, ', peringkat ', peringkat))
    WHEN sks > 0 THEN CONCAT('kegiatan ', REPLACE(CAST(sks AS DOUBLE), '.', ','), ' sks, di bawah batas per semester')
    ELSE 'tanpa kegiatan atau prestasi yang dihitung'
  END AS alasan,
  IF(id_prodi IS NULL, 'prodi mahasiswa tidak dikenal', NULL) AS kurang,
  dataset,
  CASE dataset
    WHEN 'anggota_aktivitas' THEN partisi_kegiatan
    WHEN 'prestasi_mahasiswa' THEN partisi_juara
    ELSE _partition
  END AS partisi,
  CASE dataset
    WHEN 'anggota_aktivitas' THEN posisi_kegiatan
    WHEN 'prestasi_mahasiswa' THEN posisi_juara
    ELSE _offset
  END AS posisi
FROM dinilai
UNION ALL
SELECT
  id_registrasi_mahasiswa, id_registrasi_mahasiswa, id_prodi, fakultas_id, '', 100,
  IF(id_prodi IS NULL, 0, ROUND(:bobot_pertukaran * pertukaran / :sks_penuh, 4)), 0, 0,
  CASE
    WHEN NOT bertukar THEN 'anggota aktivitas yang registrasinya tidak dikenal'
    WHEN pertukaran > 0 THEN CONCAT('mahasiswa inbound, pertukaran ', REPLACE(CAST(pertukaran AS DOUBLE), '.', ','), ' sks')
    ELSE 'mahasiswa inbound, sks di bawah batas per semester'
  END,
  CASE
    WHEN NOT bertukar THEN 'anggota aktivitas yang registrasinya tidak dikenal'
    WHEN id_prodi IS NULL THEN 'prodi aktivitas tidak dikenal'
  END,
  'anggota_aktivitas', partisi, posisi
FROM kegiatan
WHERE asing
UNION ALL
SELECT
  CONCAT('prestasi ', s.id_prestasi), COALESCE(s.nama_prestasi, '-'), NULL, NULL, '', 100, 0, 0, 0,
  'peraih prestasi tidak dikenal', 'peraih prestasi tidak dikenal', 'prestasi_mahasiswa', s._partition, s._offset
FROM juara s
LEFT JOIN orang o ON o.id_mahasiswa = s.id_mahasiswa
WHERE o.id_mahasiswa IS NULL
