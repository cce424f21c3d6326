-- One row per document: a view where nothing changes the rows any more, so that they are not copied once more.
CREATE OR REPLACE $kind stage.invoice AS
SELECT $columns
FROM good_rows
WHERE document_type <> 'payment' AND part_no IS NULL
