-- One row for every lecturer of the newest academic year, and one for every practitioner who taught in the budget year.
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
sertifikat AS (
  SELECT
    s.id_dosen, s.jenis, s._partition, s._offset,
    ROW_NUMBER() OVER (PARTITION BY s.id_dosen ORDER BY s.berlaku_dari, s.id_sertifikasi) AS ke
  FROM sertifikasi_dosen s
  JOIN jenis_sertifikat j ON j.jenis = s.jenis
  WHERE s.berlaku_dari <= :tanggal AND (s.berlaku_sampai IS NULL OR s.berlaku_sampai >= :awal_tahun)
),
praktisi AS (
  SELECT
    id_praktisi_mengajar, institusi, id_prodi, _partition, _offset,
    nama_praktisi IS NULL OR institusi IS NULL AS tanpa_nama,
    ROW_NUMBER() OVER (
      PARTITION BY COALESCE(nama_praktisi, id_praktisi_mengajar), COALESCE(institusi, id_praktisi_mengajar)
      ORDER BY id_semester, id_praktisi_mengajar
    ) AS ke
  FROM praktisi_mengajar
  WHERE id_semester IN :semester_anggaran
)
SELECT
  d.id_dosen AS kunci, d.label, d.id_prodi, d.fakultas_id AS id_fakultas, '' AS stratum, 100 AS ideal,
  IF(s.ke = 1, :bobot_bersertifikat, 0) AS pembilang,
  1 AS penyebut,
  1 AS populasi,
  IF(s.ke = 1, CONCAT('dosen bersertifikat ', s.jenis), 'tanpa sertifikat kompetensi atau profesi yang berlaku') AS alasan,
  IF(d.id_prodi IS NULL, 'prodi homebase dosen tidak dikenal', NULL) AS kurang,
  IF(s.ke = 1, 'sertifikasi_dosen', 'penugasan_dosen') AS dataset,
  COALESCE(s._partition, d._partition) AS partisi, COALESCE(s._offset, d._offset) AS posisi
FROM dosen_tetap d
LEFT JOIN sertifikat s ON s.id_dosen = d.id_dosen AND s.ke = 1
UNION ALL
SELECT
  CONCAT('praktisi ', k.id_praktisi_mengajar), CONCAT('praktisi ', COALESCE(k.institusi, '-')), p.id_prodi, p.fakultas_id, '', 100,
  :bobot_praktisi, 0, 0, 'praktisi mengajar pada tahun ini',
  CASE
    WHEN k.tanpa_nama THEN 'nama atau institusi praktisi kosong'
    WHEN p.id_prodi IS NULL THEN 'prodi praktisi tidak dikenal'
  END,
  'praktisi_mengajar', k._partition, k._offset
FROM praktisi k
LEFT JOIN program_studi p ON p.id_prodi = k.id_prodi
WHERE k.ke = 1
