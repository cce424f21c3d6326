-- name: book_quarantine(import_id)
-- One row per file row that one import could not take, with the reason and the cells as they were read.
SELECT source_row AS source_row, reason AS reason, cells AS cells
FROM quarantine
WHERE import_id = :import_id
ORDER BY source_row, reason
