-- One row for every study programme, and one for every cooperation of the year with the weight of its partner.
WITH prodi_dinilai AS (
  SELECT p.id_prodi, p.fakultas_id, CONCAT_WS(' ', p.nama_jenjang_pendidikan, p.nama_program_studi) AS nama, p._partition, p._offset
  FROM program_studi p
  JOIN jenjang_prodi j ON j.id_jenjang = p.id_jenjang_pendidikan
  WHERE COALESCE(p.status, 'A') = 'A'
),
mitra_prodi AS (
  SELECT
    k.id_kerja_sama, k.mitra, k.kelas_mitra, k.jenis_dokumen, h.id_prodi, b.bobot, d.jenis IS NOT NULL AS mengikat,
    k._partition, k._offset,
    ROW_NUMBER() OVER (
      PARTITION BY h.id_prodi, LOWER(TRIM(k.mitra))
      ORDER BY IF(d.jenis IS NULL, 0, COALESCE(b.bobot, 0)) DESC, k.id_kerja_sama
    ) AS ke
  FROM kerja_sama k
  LEFT JOIN dokumen d ON d.jenis = k.jenis_dokumen
  LEFT JOIN bobot b ON b.kelas = k.kelas_mitra
  LEFT JOIN kerja_sama_prodi h ON h.id_kerja_sama = k.id_kerja_sama
  WHERE k.tanggal_mulai BETWEEN :awal_tahun AND :tanggal
)
SELECT
  id_prodi AS kunci, nama AS label, id_prodi, fakultas_id AS id_fakultas, '' AS stratum, 100 AS ideal,
  0 AS pembilang, 1 AS penyebut, 1 AS populasi,
  'prodi yang dinilai' AS alasan, NULL AS kurang, 'program_studi' AS dataset, _partition AS partisi, _offset AS posisi
FROM prodi_dinilai
UNION ALL
SELECT
  CONCAT(p.id_prodi, ' ', m.id_kerja_sama), m.mitra, p.id_prodi, p.fakultas_id, '', 100,
  IF(m.mengikat AND m.ke = 1, COALESCE(m.bobot, 0), 0), 0, 0,
  CASE
    WHEN NOT m.mengikat THEN CONCAT(m.jenis_dokumen, ' tidak dihitung')
    WHEN m.bobot IS NULL THEN CONCAT('kelas mitra ', REPLACE(m.kelas_mitra, '_', ' '), ' tanpa bobot')
    WHEN m.ke > 1 THEN 'mitra sudah dihitung dari dokumen lain'
    ELSE CONCAT(m.jenis_dokumen, ' dengan ', REPLACE(m.kelas_mitra, '_', ' '))
  END,
  NULL, 'kerja_sama', m._partition, m._offset
FROM mitra_prodi m
JOIN prodi_dinilai p ON p.id_prodi = m.id_prodi
UNION ALL
SELECT
  CONCAT_WS(' ', 'ks', m.id_kerja_sama, m.id_prodi), m.mitra, NULL, NULL, '', 100, 0, 0, 0,
  'kerja sama tanpa prodi yang dikenal', 'kerja sama tanpa prodi yang dikenal', 'kerja_sama', m._partition, m._offset
FROM mitra_prodi m
LEFT JOIN program_studi p ON p.id_prodi = m.id_prodi
WHERE p.id_prodi IS NULL
