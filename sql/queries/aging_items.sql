-- name: aging_items(as_of, by, is_unallocated, first_on, last_on, entity, country, customer_type, segment, currency, sort, page_size, page_start)
-- One row per item behind a cell of the aging, one page of them, with the file and line it came from; the whole cell's
-- count and sum stand on every row, so that a page can prove that its rows add up to the number that was clicked.
-- Always replayed: for today it gives the same balances as the open items. A bucket is asked for by its dates; the
-- unallocated cell by is_unallocated: credit notes, and payments as document type 'cash' (item_key NULL).
-- Relation: segments(customer_key, segment).
WITH moved AS (
    SELECT s.item_key AS item_key, SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE s.applied_on <= CAST(:as_of AS DATE)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:as_of AS DATE))
    GROUP BY s.item_key
),

waiting AS (
    SELECT c.payment_key AS payment_key
    FROM cash AS c
    WHERE :is_unallocated
        AND c.received_on <= CAST(:as_of AS DATE)
        AND (c.used_up_on IS NULL OR c.used_up_on > CAST(:as_of AS DATE))
),

spent AS (
    SELECT s.payment_key AS payment_key, SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    INNER JOIN waiting AS w ON w.payment_key = s.payment_key
    WHERE s.applied_on <= CAST(:as_of AS DATE)
    GROUP BY s.payment_key
),

positions AS (
    SELECT
        i.item_key AS item_key,
        CAST(NULL AS BIGINT) AS payment_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.document_type AS document_type,
        i.number AS number,
        i.part_no AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.amount_minor AS amount_minor,
        i.amount_minor + COALESCE(m.delta_minor, 0) AS balance_minor,
        i.is_disputed AS is_disputed,
        i.import_id AS import_id,
        i.source_row AS source_row
    FROM item AS i
    LEFT JOIN moved AS m ON m.item_key = i.item_key
    WHERE i.issued_on <= CAST(:as_of AS DATE)
        AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
        AND (i.document_type = 'credit_note') = :is_unallocated
        AND (
            :is_unallocated
            OR CASE WHEN :by = 'issue' THEN i.issued_on ELSE i.due_on END
            BETWEEN CAST(:first_on AS DATE) AND CAST(:last_on AS DATE)
        )
    UNION ALL
    SELECT
        CAST(NULL AS BIGINT) AS item_key,
        c.payment_key AS payment_key,
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        'cash' AS document_type,
        p.source_id AS number,
        1 AS part_no,
        c.currency AS currency,
        c.received_on AS issued_on,
        c.received_on AS due_on,
        -c.amount_minor AS amount_minor,
        -(c.amount_minor + COALESCE(s.delta_minor, 0)) AS balance_minor,
        FALSE AS is_disputed,
        p.import_id AS import_id,
        p.source_row AS source_row
    FROM waiting AS w
    INNER JOIN cash AS c ON c.payment_key = w.payment_key
    INNER JOIN payment AS p ON p.payment_key = w.payment_key AND p.known_until IS NULL
    LEFT JOIN spent AS s ON s.payment_key = w.payment_key
),

cell AS (
    SELECT
        p.*,
        COALESCE(g.segment, 'unassigned') AS segment,
        COUNT(*) OVER () AS cell_items,
        CAST(SUM(p.balance_minor) OVER () AS BIGINT) AS cell_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    WHERE p.balance_minor <> 0
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
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
    FROM cell AS c
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
    r.document_type AS document_type,
    r.number AS number,
    r.part_no AS part_no,
    r.currency AS currency,
    r.issued_on AS issued_on,
    r.due_on AS due_on,
    CASE
        WHEN r.document_type = 'invoice' AND r.due_on < CAST(:as_of AS DATE)
            THEN DATE_DIFF('day', r.due_on, CAST(:as_of AS DATE))
        ELSE 0
    END AS days_past_due,
    r.amount_minor AS amount_minor,
    CAST(r.balance_minor AS BIGINT) AS balance_minor,
    r.is_disputed AS is_disputed,
    r.import_id AS import_id,
    r.source_row AS source_row,
    l.file_name AS file_name,
    r.cell_items AS cell_items,
    r.cell_minor AS cell_minor
FROM page AS r
INNER JOIN customer AS k ON k.customer_key = r.customer_key AND k.known_until IS NULL
INNER JOIN party AS n ON n.customer_key = r.customer_key
LEFT JOIN import_log AS l ON l.import_id = r.import_id
WHERE r.place > :page_start AND r.place <= :page_start + :page_size
ORDER BY r.place
