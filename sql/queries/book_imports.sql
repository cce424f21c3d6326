-- name: book_imports()
-- One row per import in this version, newest first: what came in, from which file, and how it was read.
SELECT
    import_id AS import_id, imported_at AS imported_at, list_on AS list_on, mode AS mode, kind AS kind,
    preset AS preset, layout AS layout, file_name AS file_name, file_sha256 AS file_sha256, entities AS entities,
    rows_read AS rows_read, accepted AS accepted, quarantined AS quarantined, inferred_settled AS inferred_settled,
    totals AS totals, file_totals AS file_totals, imported_by AS imported_by
FROM import_log
ORDER BY import_id DESC
