-- One row for every student who was active in the semesters of the budget year.
WITH aktif AS (
  SELECT DISTINCT id_registrasi_mahasiswa
  FROM aktivitas_kuliah
  WHERE id_semester IN :semester_anggaran AND id_status_mahasiswa IN ('A', 'M')
),
terdaftar AS (
  -- riwayat_pendidikan says how a student left; where it does not know it yet, lulusan does.
  SELECT
    r.id_registrasi_mahasiswa, r.id_mahasiswa, r.nim, r.id_periode_masuk, p.id_prodi, p.fakultas_id,
    IF(COALESCE(r.tanggal_keluar, :tanggal) <= :tanggal, COALESCE(r.id_jenis_keluar, k.id_jenis_keluar), k.id_jenis_keluar)
      AS jenis_keluar,
    r._partition, r._offset
  FROM aktif a
  JOIN riwayat_pendidikan r ON r.id_registrasi_mahasiswa = a.id_registrasi_mahasiswa
  LEFT JOIN lulusan k ON k.id_registrasi_mahasiswa = a.id_registrasi_mahasiswa AND k.tanggal_keluar <= :tanggal
  LEFT JOIN program_studi p ON p.id_prodi = r.id_prodi
  LEFT JOIN jenjang_mahasiswa j ON j.id_jenjang = p.id_jenjang_pendidikan
  WHERE j.id_jenjang IS NOT NULL OR p.id_prodi IS NULL
),
mahasiswa AS (
  SELECT
    terdaftar.*, id_prodi IS NOT NULL AND jenis_keluar IS NULL AS dihitung,
    ROW_NUMBER() OVER (
      PARTITION BY id_mahasiswa
      ORDER BY id_prodi IS NOT NULL AND jenis_keluar IS NULL DESC, id_periode_masuk DESC, id_registrasi_mahasiswa
    ) AS ke
  FROM terdaftar
),
kegiatan AS (
  -- In this order each conversion finds its activity once; a small table of kinds in front would read all of it for every kind.
  SELECT STRAIGHT_JOIN
    n.id_registrasi_mahasiswa, n._partition, n._offset,
    SUM(SUM(k.sks_mata_kuliah)) OVER (PARTITION BY n.id_registrasi_mahasiswa) AS sks,
    ROW_NUMBER() OVER (PARTITION BY n.id_registrasi_mahasiswa ORDER BY SUM(k.sks_mata_kuliah) DESC, n.id_anggota) AS ke
  FROM konversi_aktivitas k
  JOIN anggota_aktivitas n ON n.id_anggota = k.id_anggota
  JOIN aktivitas_mahasiswa t ON t.id_aktivitas = n.id_aktivitas AND t.id_semester IN :semester_anggaran
  JOIN jenis_aktivitas j ON j.id_jenis = t.id_jenis_aktivitas
  GROUP BY n.id_anggota, n.id_registrasi_mahasiswa, n._partition, n._offset
),
juara AS (
  SELECT
    s.id_mahasiswa, s.id_tingkat_prestasi, s.peringkat, s._partition, s._offset,
    ROW_NUMBER() OVER (
      PARTITION BY s.id_mahasiswa ORDER BY s.id_tingkat_prestasi DESC, s.peringkat, s.id_prestasi
    ) AS ke
  FROM prestasi_mahasiswa s
  JOIN prestasi_dihitung d ON d.tingkat = s.id_tingkat_prestasi AND d.peringkat = s.peringkat
  WHERE s.tahun_prestasi = :tahun AND (s.tanggal IS NULL OR s.tanggal <= :tanggal)
),
dinilai AS (
  SELECT
    m.*, k.sks, COALESCE(k.sks >= :sks_paling_sedikit, FALSE) AS cukup, s.peringkat, s.id_tingkat_prestasi,
    CASE WHEN k.sks >= :sks_paling_sedikit THEN 'anggota_aktivitas' WHEN s.ke = 1 THEN 'prestasi_mahasiswa' END AS dasar,
    k._partition AS partisi_kegiatan, k._offset AS posisi_kegiatan, s._partition AS partisi_juara, s._offset AS posisi_juara
  FROM mahasiswa m
  LEFT JOIN kegiatan k ON k.id_registrasi_mahasiswa = m.id_registrasi_mahasiswa AND k.ke = 1
  LEFT JOIN juara s ON s.id_mahasiswa = m.id_mahasiswa AND s.ke = 1 AND m.ke = 1
)
SELECT
  id_registrasi_mahasiswa AS kunci, COALESCE(nim, '-') AS label, id_prodi, fakultas_id AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  IF(dihitung AND dasar IS NOT NULL, 1, 0) AS pembilang,
  dihitung AS penyebut,
  dihitung AS populasi,
  CASE
    WHEN id_prodi IS NULL THEN 'prodi tidak dikenal'
    WHEN jenis_keluar IS NOT NULL THEN 'sudah lulus atau keluar'
    WHEN dasar IS NOT NULL OR sks > 0 THEN CONCAT_WS('; ',
      CONCAT(REPLACE(CAST(sks AS DOUBLE), '.', ','), ' sks di luar kampus', IF(cukup, '', ', di bawah batas')),
      CONCAT('prestasi ', IF(id_tingkat_prestasi = '6', 'internasional', 'nasional'), ', peringkat ', peringkat))
    ELSE 'tanpa kegiatan atau prestasi yang dihitung'
  END AS alasan,
  IF(id_prodi IS NULL, 'prodi mahasiswa tidak dikenal', NULL) AS kurang,
  COALESCE(dasar, 'riwayat_pendidikan') AS dataset,
  CASE dasar
    WHEN 'anggota_aktivitas' THEN partisi_kegiatan
    WHEN 'prestasi_mahasiswa' THEN partisi_juara
    ELSE _partition
  END AS partisi,
  CASE dasar
    WHEN 'anggota_aktivitas' THEN posisi_kegiatan
    WHEN 'prestasi_mahasiswa' THEN posisi_juara
    ELSE _offset
  END AS posisi
FROM dinilai
