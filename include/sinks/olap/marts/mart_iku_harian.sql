-- Every published IKU value; of a day that was restated, the newest version.
SELECT
  regulasi, kode, level, unit_id, as_of AS tanggal, version AS versi,
  unit_nama, pembilang, penyebut, populasi, nilai, target, capaian, status
FROM iku_value
JOIN (
  SELECT report_id, as_of, version FROM iku_report
  QUALIFY row_number() OVER (PARTITION BY as_of ORDER BY version DESC) = 1
) AS report ON report.report_id = iku_value.report_id
ORDER BY regulasi, kode, level, unit_id, tanggal
