-- How many graduates the tracer study could have asked: the population of Slovin's formula.
SELECT COUNT(*)
FROM lulusan l
JOIN program_studi p ON p.id_prodi = l.id_prodi
JOIN jenjang_lulusan j ON j.id_jenjang = p.id_jenjang_pendidikan
WHERE l.id_jenis_keluar = '1' AND YEAR(l.tanggal_keluar) = :tahun_lalu AND l.tanggal_keluar <= :tanggal
