-- One row for every lecturer of the newest academic year, with the heaviest of what was done outside the campus.
WITH penugasan AS (
  SELECT
    id_dosen, COALESCE(nidn, nuptk, id_dosen) AS label, jenis_nomor, id_prodi, _partition, _offset,
    RANK() OVER (ORDER BY id_tahun_ajaran DESC) AS tahun_ke,
    ROW_NUMBER() OVER (PARTITION BY id_dosen ORDER BY id_tahun_ajaran DESC, id_registrasi_dosen) AS ke
  FROM penugasan_dosen
  WHERE apakah_homebase = '1' AND id_tahun_ajaran <= :tahun_ajaran
),
dosen_tetap AS (
  SELECT d.id_dosen, d.label, d.jenis_nomor, p.id_prodi, p.fakultas_id, d._partition, d._offset
  FROM penugasan d
  LEFT JOIN program_studi p ON p.id_prodi = d.id_prodi
  WHERE d.tahun_ke = 1 AND d.ke = 1
),
juara_tahun_ini AS (
  SELECT DISTINCT s.id_mahasiswa
  FROM prestasi_mahasiswa s
  JOIN juara j ON j.peringkat = s.peringkat
  WHERE s.tahun_prestasi = :tahun AND (s.tanggal IS NULL OR s.tanggal <= :tanggal)
),
kompetisi_juara AS (
  SELECT DISTINCT n.id_aktivitas
  FROM anggota_aktivitas n
  JOIN aktivitas_mahasiswa t ON t.id_aktivitas = n.id_aktivitas AND t.id_semester IN :semester_anggaran
  JOIN aktivitas_bimbingan j ON j.id_jenis = t.id_jenis_aktivitas AND j.perlu_juara = 1
  JOIN riwayat_pendidikan r ON r.id_registrasi_mahasiswa = n.id_registrasi_mahasiswa
  JOIN juara_tahun_ini s ON s.id_mahasiswa = r.id_mahasiswa
),
kegiatan AS (
  SELECT id_dosen, jenis AS kegiatan, id_kegiatan AS id, 'kegiatan_luar_dosen' AS dataset, _partition, _offset
  FROM kegiatan_luar_dosen
  WHERE tanggal_mulai <= :tanggal AND (tanggal_selesai IS NULL OR tanggal_selesai >= :tanggal - INTERVAL :tahun_terakhir YEAR)
  UNION ALL
  SELECT b.id_dosen, 'membimbing', b.id_bimbing_mahasiswa, 'bimbingan_mahasiswa', b._partition, b._offset
  FROM bimbingan_mahasiswa b
  JOIN aktivitas_mahasiswa t ON t.id_aktivitas = b.id_aktivitas AND t.id_semester IN :semester_anggaran
  JOIN aktivitas_bimbingan j ON j.id_jenis = t.id_jenis_aktivitas
  LEFT JOIN kompetisi_juara k ON k.id_aktivitas = t.id_aktivitas
  WHERE j.perlu_juara = 0 OR k.id_aktivitas IS NOT NULL
),
terberat AS (
  SELECT
    k.*, b.bobot, ROW_NUMBER() OVER (PARTITION BY k.id_dosen ORDER BY b.bobot DESC, k.kegiatan DESC, k.id) AS ke
  FROM kegiatan k
  JOIN bobot b ON b.kegiatan = k.kegiatan
)
SELECT
  d.id_dosen AS kunci, d.label, d.id_prodi, d.fakultas_id AS id_fakultas, '' AS stratum, 100 AS ideal,
  COALESCE(t.bobot, 0) AS pembilang,
  d.jenis_nomor = 'NIDN' AS penyebut,
  d.jenis_nomor = 'NIDN' AS populasi,
  CASE
    WHEN d.jenis_nomor <> 'NIDN' THEN CONCAT('dosen ber-', d.jenis_nomor, ', bukan NIDN')
    WHEN t.kegiatan = 'tridharma' THEN 'tridharma di perguruan tinggi lain'
    WHEN t.kegiatan = 'praktisi' THEN 'bekerja sebagai praktisi'
    WHEN t.kegiatan = 'membimbing' THEN 'membimbing mahasiswa di luar prodi'
    ELSE 'tanpa kegiatan di luar kampus yang dihitung'
  END AS alasan,
  IF(d.id_prodi IS NULL, 'prodi homebase dosen tidak dikenal', NULL) AS kurang,
  COALESCE(t.dataset, 'penugasan_dosen') AS dataset,
  COALESCE(t._partition, d._partition) AS partisi, COALESCE(t._offset, d._offset) AS posisi
FROM dosen_tetap d
LEFT JOIN terberat t ON t.id_dosen = d.id_dosen AND t.ke = 1 AND d.jenis_nomor = 'NIDN'
