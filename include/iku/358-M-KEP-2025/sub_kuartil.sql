-- One row for every publication of the year; those of the wanted quartiles count.
WITH penugasan AS (
  SELECT
    id_dosen, nidn, nuptk, id_prodi, id_tahun_ajaran, _partition, _offset, MAX(id_tahun_ajaran) OVER () AS terbaru,
    ROW_NUMBER() OVER (PARTITION BY id_dosen, id_tahun_ajaran ORDER BY id_registrasi_dosen) AS ke
  FROM penugasan_dosen
  WHERE apakah_homebase = '1' AND id_tahun_ajaran <= :tahun_ajaran
),
penulis AS (
  SELECT
    a.id_karya, p.id_prodi, p.fakultas_id,
    ROW_NUMBER() OVER (PARTITION BY a.id_karya ORDER BY a.urutan IS NULL, a.urutan, a.id_dosen) AS ke
  FROM penulis_karya a
  JOIN penugasan n ON n.id_dosen = a.id_dosen AND n.id_tahun_ajaran = n.terbaru AND n.ke = 1
  LEFT JOIN program_studi p ON p.id_prodi = n.id_prodi
),
terbitan AS (
  SELECT w.id_karya, w.judul, w.kuartil, s.kuartil IS NOT NULL AS dihitung, u.id_prodi, u.fakultas_id, w._partition, w._offset
  FROM karya_dosen w
  JOIN publikasi j ON j.jenis = w.jenis
  LEFT JOIN kuartil_dihitung s ON s.kuartil = w.kuartil
  LEFT JOIN penulis u ON u.id_karya = w.id_karya AND u.ke = 1
  WHERE w.kategori = 'tulis' AND w.tanggal_terbit BETWEEN :awal_tahun AND :tanggal
)
SELECT
  id_karya AS kunci, COALESCE(LEFT(judul, 250), '-') AS label, id_prodi, fakultas_id AS id_fakultas,
  '' AS stratum, 100 AS ideal,
  dihitung AS pembilang,
  1 AS penyebut,
  1 AS populasi,
  COALESCE(CONCAT('kuartil ', kuartil), 'tanpa kuartil') AS alasan,
  IF(id_prodi IS NULL, 'prodi homebase penulis tidak dikenal', NULL) AS kurang,
  'karya_dosen' AS dataset, _partition AS partisi, _offset AS posisi
FROM terbitan
