-- The numbers of persons that were left out, each once, and the first row that had one.
SELECT national_number, min(source_row) AS first_row, count(*) AS rows_held
FROM file_rows WHERE national_number IS NOT NULL GROUP BY national_number ORDER BY first_row
