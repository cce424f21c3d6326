-- One row per document.
CREATE OR REPLACE TABLE stage.invoice AS
SELECT $columns
FROM good_rows
WHERE document_type <> 'payment' AND part_no IS NULL
