-- One row for every student who was active in the semesters of the budget year, and for every achievement of nobody known.
WITH aktif AS (
  SELECT a.id_registrasi_mahasiswa
  FROM aktivitas_kuliah a
  JOIN status_aktif s ON s.id_status = a.id_status_mahasiswa
  WHERE a.id_semester IN :semester_anggaran
  GROUP BY a.id_registrasi_mahasiswa
),
mahasiswa AS (
  -- An achievement is of a person; of several registrations the newest one that counts gets it (ke = 1).
  SELECT
    m.*,
    ROW_NUMBER() OVER (
      PARTITION BY id_mahasiswa ORDER BY dihitung DESC, id_periode_masuk DESC, id_registrasi_mahasiswa
    ) AS ke
  FROM (
    SELECT
      r.id_registrasi_mahasiswa, r.id_mahasiswa, r.nim, r.id_periode_masuk, p.id_prodi, p.fakultas_id, j.magang_wajib,
      p.id_prodi IS NOT NULL AND COALESCE(
        IF(COALESCE(r.tanggal_keluar, :tanggal) <= :tanggal, COALESCE(r.id_jenis_keluar, k.id_jenis_keluar), k.id_jenis_keluar),
        '1'
      ) = '1' AS dihitung,
      r._partition, r._offset
    FROM aktif a
    JOIN riwayat_pendidikan r ON r.id_registrasi_mahasiswa = a.id_registrasi_mahasiswa
    LEFT JOIN lulusan k ON k.id_registrasi_mahasiswa = r.id_registrasi_mahasiswa AND k.tanggal_keluar <= :tanggal
    LEFT JOIN program_studi p ON p.id_prodi = r.id_prodi
    LEFT JOIN jenjang_mahasiswa j ON j.id_jenjang = p.id_jenjang_pendidikan
    WHERE j.id_jenjang IS NOT NULL OR p.id_prodi IS NULL
  ) m
),
pembimbing AS (
  SELECT id_aktivitas FROM bimbingan_mahasiswa GROUP BY id_aktivitas
),
konversi AS (
  SELECT id_anggota, SUM(sks_mata_kuliah) AS sks FROM konversi_aktivitas GROUP BY id_anggota
),
kegiatan AS (
  SELECT
    g.id_registrasi_mahasiswa, j.magang, IF(b.id_aktivitas IS NULL, 0, COALESCE(v.sks, 0)) AS sks, g._partition, g._offset,
    CASE
      WHEN b.id_aktivitas IS NULL THEN 'kegiatan tanpa dosen pembimbing'
      WHEN COALESCE(v.sks, 0) = 0 THEN 'kegiatan tanpa konversi sks'
    END AS cela,
    ROW_NUMBER() OVER (
      PARTITION BY g.id_registrasi_mahasiswa ORDER BY b.id_aktivitas IS NULL, v.sks DESC, g.id_anggota
    ) AS ke
  FROM anggota_aktivitas g
  JOIN aktivitas_mahasiswa k ON k.id_aktivitas = g.id_aktivitas
  JOIN jenis_kegiatan j ON j.id_jenis = k.id_jenis_aktivitas
  LEFT JOIN pembimbing b ON b.id_aktivitas = g.id_aktivitas
  LEFT JOIN konversi v ON v.id_anggota = g.id_anggota
  WHERE k.id_semester IN :semester_anggaran AND COALESCE(k.tanggal_sk_tugas, :tanggal) <= :tanggal
),
semua_kegiatan AS (
  SELECT
    id_registrasi_mahasiswa,
    SUM(IF(magang, 0, sks)) AS sks, SUM(IF(magang, sks, 0)) AS sks_magang,
    MAX(IF(magang, NULL, cela)) AS cela, MAX(IF(magang, cela, NULL)) AS cela_magang,
    MAX(IF(ke = 1, _partition, NULL)) AS partisi, MAX(IF(ke = 1, _offset, NULL)) AS posisi
  FROM kegiatan
  GROUP BY id_registrasi_mahasiswa
),
prestasi AS (
  SELECT
    w.id_prestasi, w.id_mahasiswa, w.nama_prestasi, COALESCE(b.bobot, 0) AS bobot,
    COALESCE(b.sebutan, CONCAT(w.peringkat, ' lomba, tanpa bobot')) AS sebutan, w._partition, w._offset,
    ROW_NUMBER() OVER (PARTITION BY w.id_mahasiswa ORDER BY COALESCE(b.bobot, 0) DESC, w.id_prestasi) AS ke
  FROM prestasi_mahasiswa w
  LEFT JOIN bobot_prestasi b ON b.tingkat = w.id_tingkat_prestasi AND b.peringkat = w.peringkat
  WHERE w.tahun_prestasi = :tahun AND COALESCE(w.tanggal, :tanggal) <= :tanggal
),
digabung AS (
  SELECT
    m.id_registrasi_mahasiswa, m.nim, m.id_prodi, m.fakultas_id, m.dihitung, m._partition, m._offset,
    k.sks + IF(m.magang_wajib, 0, k.sks_magang) AS sks, COALESCE(k.cela, IF(m.magang_wajib, NULL, k.cela_magang)) AS cela,
    k.partisi AS partisi_kegiatan, k.posisi AS posisi_kegiatan,
    w.sebutan, COALESCE(w.bobot, 0) AS bobot_prestasi, w._partition AS partisi_prestasi, w._offset AS posisi_prestasi
  FROM mahasiswa m
  LEFT JOIN semua_kegiatan k ON k.id_registrasi_mahasiswa = m.id_registrasi_mahasiswa
  LEFT JOIN prestasi w ON w.id_mahasiswa = m.id_mahasiswa AND w.ke = 1 AND m.ke = 1
),
dinilai AS (
  SELECT
    d.*, COALESCE(b.bobot, 0) AS bobot_kegiatan, GREATEST(COALESCE(b.bobot, 0), d.bobot_prestasi) AS bobot,
    CASE
      WHEN d.bobot_prestasi > COALESCE(b.bobot, 0) THEN 'prestasi_mahasiswa'
      WHEN d.posisi_kegiatan IS NOT NULL THEN 'anggota_aktivitas'
      WHEN d.posisi_prestasi IS NOT NULL THEN 'prestasi_mahasiswa'
      ELSE 'riwayat_pendidikan'
    END AS dataset
  FROM digabung d
  LEFT JOIN bobot_sks b ON b.golongan = CASE
    WHEN d.sks >= :sks_penuh THEN 'penuh'
    WHEN d.sks > :sks_sedikit THEN 'sedang'
    WHEN d.sks > 0 THEN 'sedikit'
  END
)
SELECT
  id_registrasi_mahasiswa AS kunci, COALESCE(nim, '-') AS label, id_prodi, fakultas_id AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  IF(dihitung, bobot, 0) AS pembilang,
  dihitung AS penyebut,
  dihitung AS populasi,
  CASE
    WHEN id_prodi IS NULL THEN 'prodi tidak dikenal'
    WHEN NOT dihitung THEN 'pindah, keluar, atau putus studi'
    WHEN bobot_kegiatan > 0 AND bobot_prestasi > 0 THEN
      CONCAT('kegiatan luar prodi ', REPLACE(CAST(sks AS DOUBLE), '.', ','), ' sks dan ', sebutan, ', dipakai bobot tertinggi')
    WHEN bobot_kegiatan > 0 THEN CONCAT('kegiatan luar prodi ', REPLACE(CAST(sks AS DOUBLE), '.', ','), ' sks')
    WHEN sebutan IS NOT NULL THEN sebutan
    WHEN cela IS NOT NULL THEN cela
    WHEN sks IS NOT NULL THEN 'magang yang wajib bagi program vokasi'
    ELSE 'belum berkegiatan atau berprestasi di luar prodi'
  END AS alasan,
  CASE
    WHEN id_prodi IS NULL THEN 'prodi mahasiswa tidak dikenal'
    WHEN dihitung AND bobot < 1 THEN cela
  END AS kurang,
  dataset,
  CASE dataset
    WHEN 'prestasi_mahasiswa' THEN partisi_prestasi WHEN 'anggota_aktivitas' THEN partisi_kegiatan ELSE _partition
  END AS partisi,
  CASE dataset
    WHEN 'prestasi_mahasiswa' THEN posisi_prestasi WHEN 'anggota_aktivitas' THEN posisi_kegiatan ELSE _offset
  END AS posisi
FROM dinilai
UNION ALL
SELECT
  CONCAT('prestasi ', w.id_prestasi), COALESCE(w.nama_prestasi, '-'), NULL, NULL, '', 100, 0, 0, 0,
  'prestasi orang yang tidak dikenal', 'prestasi orang yang tidak dikenal',
  'prestasi_mahasiswa', w._partition, w._offset
FROM prestasi w
LEFT JOIN (SELECT id_mahasiswa FROM riwayat_pendidikan GROUP BY id_mahasiswa) r ON r.id_mahasiswa = w.id_mahasiswa
WHERE r.id_mahasiswa IS NULL
