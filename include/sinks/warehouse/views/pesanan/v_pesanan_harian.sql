-- Orders per campus day (WIB, UTC+7); cancelled and deleted ones are left out.
SELECT
  DATE(_event_at + INTERVAL 7 HOUR) AS tanggal,
  COUNT(*) AS jumlah_pesanan,
  SUM(total_value) AS total_value
FROM pesanan
WHERE _deleted = 0 AND status <> 'batal'
GROUP BY DATE(_event_at + INTERVAL 7 HOUR)
