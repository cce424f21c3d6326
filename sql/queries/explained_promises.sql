-- name: explained_promises(measure, page_size, page_start)
-- One row per promise that fell due in a period, one page of them, the largest first; count and sum of the whole stand on
-- every row. measure is what counts: the 'promised' amount, what of it was 'paid' in time, one each ('due'), or one for each
-- that was 'kept'. A promise of the ledger stands on its invoice's line in the file, one of the desk in no file.
-- Relation: dues(promise_no, customer_key, invoice_key, currency, made_on, deadline_on, promised_minor, paid_minor).
WITH counted AS (
    SELECT
        d.*,
        CASE
            WHEN :measure = 'promised' THEN d.promised_minor
            WHEN :measure = 'paid' THEN d.paid_minor
            WHEN :measure = 'kept' AND d.paid_minor < d.promised_minor THEN 0
            ELSE 1
        END AS value_minor
    FROM dues AS d
),

page AS (
    SELECT
        c.*,
        COUNT(*) OVER () AS all_rows,
        CAST(SUM(c.value_minor) OVER () AS BIGINT) AS all_minor,
        ROW_NUMBER() OVER (ORDER BY c.value_minor DESC, c.promised_minor DESC, c.promise_no ASC) AS place
    FROM counted AS c
    WHERE c.value_minor <> 0
)

SELECT
    CAST(NULL AS BIGINT) AS item_key,
    CAST(NULL AS BIGINT) AS payment_key,
    r.customer_key AS customer_key,
    k.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    'promise' AS document_type,
    COALESCE(i.number, '') AS number,
    1 AS part_no,
    r.currency AS currency,
    r.made_on AS issued_on,
    r.deadline_on AS due_on,
    CAST(r.promised_minor AS BIGINT) AS amount_minor,
    CAST(r.paid_minor AS BIGINT) AS balance_minor,
    CAST(r.value_minor AS BIGINT) AS value_minor,
    i.import_id AS import_id,
    i.source_row AS source_row,
    l.file_name AS file_name,
    r.all_rows AS all_rows,
    r.all_minor AS all_minor
FROM page AS r
INNER JOIN customer AS k ON k.customer_key = r.customer_key AND k.known_until IS NULL
INNER JOIN party AS n ON n.customer_key = r.customer_key
LEFT JOIN invoice AS i ON i.invoice_key = r.invoice_key AND i.known_until IS NULL
LEFT JOIN import_log AS l ON l.import_id = i.import_id
WHERE r.place > :page_start AND r.place <= :page_start + :page_size
ORDER BY r.place
