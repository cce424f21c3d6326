-- name: book_last_import()
-- One row: the import that made this version, for the list of versions a person may go back to.
SELECT import_id AS import_id, imported_at AS imported_at, file_name AS file_name
FROM import_log
ORDER BY import_id DESC
LIMIT 1
