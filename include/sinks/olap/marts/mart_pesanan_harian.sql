-- Orders per campus day and status, in rupiah. Deleted orders are left out.
SELECT
  hari_kampus(_event_at) AS tanggal,
  status,
  count(*) AS jumlah_pesanan,
  sum(subtotal) AS subtotal,
  sum(diskon) AS diskon,
  sum(ongkir) AS ongkir,
  sum(total_value) AS total_value
FROM pesanan
WHERE NOT _deleted
GROUP BY ALL
ORDER BY tanggal, status
