-- name: book_latest()
-- One row: the last day any imported file speaks of, which is what `--as-of latest` means.
SELECT MAX(list_on) AS latest_on
FROM import_log
