-- What was sold of each product per campus day, in pieces and rupiah. Cancelled and deleted orders are left out; items whose
-- order has not come yet have no day.
SELECT
  item_pesanan.produk,
  hari_kampus(pesanan._event_at) AS tanggal,
  count(DISTINCT item_pesanan.pesanan_id) AS jumlah_pesanan,
  sum(item_pesanan.jumlah_pcs) AS jumlah_pcs,
  sum(item_pesanan.total_value) AS total_value
FROM item_pesanan
LEFT JOIN pesanan ON pesanan.id = item_pesanan.pesanan_id
WHERE NOT item_pesanan._deleted
  AND NOT coalesce(pesanan._deleted, false)
  AND coalesce(pesanan.status, '') <> 'batal'
GROUP BY ALL
ORDER BY produk, tanggal
