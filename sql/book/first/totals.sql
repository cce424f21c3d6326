-- What the first file says beside what the book has of it, per entity and currency: everything in it is of this file.
INSERT INTO import_total BY NAME
WITH held AS (
    SELECT entity, currency, COUNT(*) AS book_rows, CAST(SUM(amount_minor) AS BIGINT) AS book_minor
    FROM invoice
    GROUP BY entity, currency
)
SELECT
    getvariable('import_id') AS import_id, COALESCE(f.entity, h.entity, '') AS entity,
    COALESCE(f.currency, h.currency, '') AS currency, COALESCE(f.rows_read, h.book_rows) AS rows_read,
    COALESCE(f.accepted, h.book_rows) AS accepted, COALESCE(f.quarantined, 0) AS quarantined,
    COALESCE(f.accepted_minor, h.book_minor, 0) AS accepted_minor, f.accepted_open_minor AS accepted_open_minor,
    COALESCE(f.quarantined_minor, 0) AS quarantined_minor, COALESCE(f.unreadable, 0) AS unreadable,
    COALESCE(h.book_rows, 0) AS book_rows, COALESCE(h.book_minor, 0) AS book_minor
FROM staged_file_share AS f
FULL JOIN held AS h ON h.entity = f.entity AND h.currency = f.currency
