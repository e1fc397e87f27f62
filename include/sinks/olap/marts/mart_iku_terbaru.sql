-- The IKU values of the newest day, with those of the report before.
SELECT
  regulasi, kode, level, unit_id, as_of AS tanggal, version AS versi,
  unit_nama, pembilang, penyebut, populasi, nilai, nilai_sebelum, target, capaian, status
FROM iku_value
JOIN (
  SELECT report_id, as_of, version FROM iku_report
  ORDER BY as_of DESC, version DESC
  LIMIT 1
) AS report ON report.report_id = iku_value.report_id
ORDER BY regulasi, kode, level, unit_id
