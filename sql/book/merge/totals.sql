-- What the file says beside what the book has of the same documents and payments, per entity and currency.
INSERT INTO import_total BY NAME
WITH named AS (
    SELECT i.entity, i.currency, i.amount_minor
    FROM told AS t
    JOIN invoice AS i ON i.invoice_key = t.invoice_key AND i.known_until IS NULL
    UNION ALL
    SELECT p.entity, p.currency, CASE WHEN getvariable('kind') = 'ledger' THEN -p.amount_minor ELSE p.amount_minor END
    FROM (SELECT DISTINCT entity, source_id FROM staged_payment) AS s
    JOIN payment AS p ON p.entity = s.entity AND p.source_id = s.source_id AND p.known_until IS NULL AND p.payment_key > 0
    UNION ALL
    SELECT m.entity, m.currency, m.stated_minor
    FROM staged_sales_month AS s
    JOIN sales_month AS m
        ON m.entity = s.entity AND m.month = DATE_TRUNC('month', s.month) AND m.currency = s.currency
        AND m.known_until IS NULL
    UNION ALL
    SELECT i.entity, i.currency, d.amount_minor
    FROM dispute_told AS d
    JOIN invoice AS i ON i.invoice_key = d.invoice_key AND i.known_until IS NULL
),
held AS (
    SELECT entity, currency, COUNT(*) AS book_rows, CAST(SUM(amount_minor) AS BIGINT) AS book_minor
    FROM named
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
