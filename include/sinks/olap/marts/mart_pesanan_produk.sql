-- What was sold of each product per campus day, in pieces and rupiah. Items of cancelled orders are left out; items whose
-- order is not there, because it is deleted or has not come yet, have no day.
SELECT
  item.produk,
  hari_kampus(pesanan.tanggal) AS tanggal,
  count(DISTINCT item.pesanan_id) AS jumlah_pesanan,
  sum(item.jumlah_pcs) AS jumlah_pcs,
  sum(item.total_value) AS total_value
FROM item_pesanan_kini AS item
LEFT JOIN pesanan_kini AS pesanan ON pesanan.id = item.pesanan_id
WHERE pesanan.status IS DISTINCT FROM 'batal'
GROUP BY ALL
ORDER BY produk, tanggal
