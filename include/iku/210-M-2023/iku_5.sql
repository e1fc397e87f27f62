-- One row for every lecturer of the newest academic year, and for every work of the year that none of them wrote.
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
karya AS (
  SELECT
    k.id_karya, k.judul, k.kategori, k.jenis, COALESCE(b.bobot, 0) AS bobot, w.id_dosen, d.id_dosen IS NOT NULL AS oleh_dosen,
    k._partition, k._offset,
    ROW_NUMBER() OVER (PARTITION BY w.id_dosen, k.kategori ORDER BY COALESCE(b.bobot, 0) DESC, k.id_karya) AS ke_kategori,
    ROW_NUMBER() OVER (PARTITION BY w.id_dosen ORDER BY COALESCE(b.bobot, 0) DESC, k.id_karya) AS ke
  FROM karya_dosen k
  LEFT JOIN bobot b ON b.kategori = k.kategori AND b.jenis = k.jenis
  LEFT JOIN penulis_karya w ON w.id_karya = k.id_karya
  LEFT JOIN dosen_tetap d ON d.id_dosen = w.id_dosen
  WHERE k.tanggal_terbit BETWEEN :awal_tahun AND :tanggal
),
karya_terberat AS (
  SELECT
    id_dosen, SUM(bobot) AS bobot,
    GROUP_CONCAT(CONCAT('karya ', kategori, ' ', REPLACE(jenis, '_', ' ')) ORDER BY kategori SEPARATOR '; ') AS karya,
    MAX(IF(ke = 1, _partition, NULL)) AS partisi, MAX(IF(ke = 1, _offset, NULL)) AS posisi
  FROM karya
  WHERE oleh_dosen AND ke_kategori = 1
  GROUP BY id_dosen
)
SELECT
  d.id_dosen AS kunci, d.label, d.id_prodi, d.fakultas_id AS id_fakultas, '' AS stratum, 100 AS ideal,
  COALESCE(k.bobot, 0) AS pembilang,
  1 AS penyebut,
  1 AS populasi,
  COALESCE(k.karya, 'tanpa karya pada tahun ini') AS alasan,
  IF(d.id_prodi IS NULL, 'prodi homebase dosen tidak dikenal', NULL) AS kurang,
  IF(k.id_dosen IS NULL, 'penugasan_dosen', 'karya_dosen') AS dataset,
  COALESCE(k.partisi, d._partition) AS partisi, COALESCE(k.posisi, d._offset) AS posisi
FROM dosen_tetap d
LEFT JOIN karya_terberat k ON k.id_dosen = d.id_dosen
UNION ALL
SELECT
  CONCAT('karya ', id_karya), LEFT(COALESCE(MAX(judul), '-'), 100), NULL, NULL, '', 100, 0, 0, 0,
  'tanpa penulis yang dosen di sini', 'karya tanpa penulis yang dosen di sini', 'karya_dosen', _partition, _offset
FROM karya
GROUP BY id_karya, _partition, _offset
HAVING MAX(oleh_dosen) = 0
