-- Orders per campus day and status, in rupiah.
SELECT
  hari_kampus(tanggal) AS tanggal,
  status,
  count(*) AS jumlah_pesanan,
  sum(subtotal) AS subtotal,
  sum(diskon) AS diskon,
  sum(ongkir) AS ongkir,
  sum(total_value) AS total_value
FROM pesanan_kini
GROUP BY ALL
ORDER BY ALL
