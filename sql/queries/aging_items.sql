-- name: aging_items(as_of, by, is_unallocated, first_on, last_on, entity, country, customer_type, segment, currency, is_narrowed, sort, page_size, page_start)
-- One row per item behind a cell of the aging, one page of them, with the file and line it came from; the whole cell's
-- count and sum stand on every row, so that a page can prove that its rows add up to the number that was clicked.
-- A bucket is asked for by its dates; the unallocated cell by is_unallocated: credit notes, and payments as document type
-- 'cash' (item_key NULL); NULL is both. Only the rows of the page are looked up in the book, the rest stays positions.
-- Relations: positions, the rows of positions_now or positions_replay; segments(customer_key, segment);
-- traits(customer_key, ...), when is_narrowed only of the customers who count.
WITH cell AS (
    SELECT
        p.item_key AS item_key,
        p.payment_key AS payment_key,
        p.customer_key AS customer_key,
        p.entity AS entity,
        p.country AS country,
        p.customer_type AS customer_type,
        p.currency AS currency,
        p.issued_on AS issued_on,
        p.due_on AS due_on,
        p.balance_minor AS balance_minor,
        COALESCE(g.segment, 'unassigned') AS segment,
        COUNT(*) OVER () AS cell_items,
        CAST(SUM(p.balance_minor) OVER () AS BIGINT) AS cell_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    LEFT JOIN traits AS t ON t.customer_key = p.customer_key
    WHERE (CAST(:is_unallocated AS BOOLEAN) IS NULL OR p.is_credit = :is_unallocated)
        AND (
            p.is_credit
            OR CASE WHEN :by = 'issue' THEN p.issued_on ELSE p.due_on END
            BETWEEN CAST(:first_on AS DATE) AND CAST(:last_on AS DATE)
        )
        AND (NOT :is_narrowed OR t.customer_key IS NOT NULL)
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
),

numbered AS (
    SELECT c.*, COALESCE(i.number, m.source_id) AS number
    FROM cell AS c
    LEFT JOIN item AS i ON i.item_key = c.item_key AND :sort = 'number'
    LEFT JOIN payment AS m ON m.payment_key = c.payment_key AND m.known_until IS NULL AND :sort = 'number'
),

page AS (
    SELECT
        c.*,
        ROW_NUMBER() OVER (
            ORDER BY
                CASE WHEN :sort = 'balance' THEN ABS(c.balance_minor) END DESC NULLS LAST,
                CASE WHEN :sort = 'number' THEN c.number END ASC NULLS LAST,
                c.due_on ASC, c.item_key ASC NULLS LAST, c.payment_key ASC NULLS LAST
        ) AS place
    FROM numbered AS c
)

SELECT
    r.item_key AS item_key,
    r.payment_key AS payment_key,
    r.customer_key AS customer_key,
    r.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    r.country AS country,
    r.customer_type AS customer_type,
    r.segment AS segment,
    COALESCE(i.document_type, 'cash') AS document_type,
    COALESCE(i.number, m.source_id) AS number,
    COALESCE(i.part_no, 1) AS part_no,
    r.currency AS currency,
    r.issued_on AS issued_on,
    r.due_on AS due_on,
    CASE
        WHEN i.document_type = 'invoice' AND r.due_on < CAST(:as_of AS DATE)
            THEN DATE_DIFF('day', r.due_on, CAST(:as_of AS DATE))
        ELSE 0
    END AS days_past_due,
    COALESCE(i.amount_minor, -m.amount_minor) AS amount_minor,
    CAST(r.balance_minor AS BIGINT) AS balance_minor,
    COALESCE(i.is_disputed, FALSE) AS is_disputed,
    COALESCE(i.import_id, m.import_id) AS import_id,
    COALESCE(i.source_row, m.source_row) AS source_row,
    l.file_name AS file_name,
    r.cell_items AS cell_items,
    r.cell_minor AS cell_minor
FROM page AS r
INNER JOIN customer AS k ON k.customer_key = r.customer_key AND k.known_until IS NULL
INNER JOIN party AS n ON n.customer_key = r.customer_key
LEFT JOIN item AS i ON i.item_key = r.item_key
LEFT JOIN payment AS m ON m.payment_key = r.payment_key AND m.known_until IS NULL
LEFT JOIN import_log AS l ON l.import_id = COALESCE(i.import_id, m.import_id)
WHERE r.place > :page_start AND r.place <= :page_start + :page_size
ORDER BY r.place
