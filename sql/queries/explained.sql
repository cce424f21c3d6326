-- name: explained_positions(as_of, part, measure, by, first_on, last_on, most, is_narrowed, entity, country, customer_type, segment, currency, page_size, page_start)
-- One row per item or payment that a balance of a date is the sum of, one page of them, largest first, each with the file
-- and line it came from; the count and sum of the whole stand on every row, so that the rows prove the number. part is
-- 'invoices' (aged from first_on to last_on, by due or issue date), 'unallocated' (credit notes, and payments as document
-- type 'cash'), 'cash' (payments alone) or 'all'; measure what of a row counts: its 'balance', what of that is 'disputed', or the balance times
-- 'late_days' or 'age_days'. most keeps the customers that owe most (NULL: everybody). Always replayed: for today it gives
-- the balances of the open items.
-- Relations: segments(customer_key, segment); traits(customer_key, ...), when is_narrowed only of the customers who count.
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
    WHERE :part <> 'invoices'
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

contested AS (
    SELECT d.item_key AS item_key, SUM(d.delta_minor) AS disputed_minor
    FROM dispute_movement AS d
    WHERE :measure = 'disputed' AND d.moved_on <= CAST(:as_of AS DATE)
    GROUP BY d.item_key
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
        COALESCE(d.disputed_minor, 0) AS disputed_minor,
        i.import_id AS import_id,
        i.source_row AS source_row
    FROM item AS i
    LEFT JOIN moved AS m ON m.item_key = i.item_key
    LEFT JOIN contested AS d ON d.item_key = i.item_key
    WHERE i.issued_on <= CAST(:as_of AS DATE)
        AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
        AND :part <> 'cash'
        AND (:part = 'all' OR (i.document_type = 'credit_note') = (:part = 'unallocated'))
        AND (
            :part <> 'invoices'
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
        0 AS disputed_minor,
        p.import_id AS import_id,
        p.source_row AS source_row
    FROM waiting AS w
    INNER JOIN cash AS c ON c.payment_key = w.payment_key
    INNER JOIN payment AS p ON p.payment_key = w.payment_key AND p.known_until IS NULL
    LEFT JOIN spent AS s ON s.payment_key = w.payment_key
),

held AS (
    SELECT p.*
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    LEFT JOIN traits AS t ON t.customer_key = p.customer_key
    WHERE p.balance_minor <> 0
        AND (NOT :is_narrowed OR t.customer_key IS NOT NULL)
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
),

owed AS (
    SELECT h.customer_key AS customer_key, SUM(h.balance_minor) AS balance_minor
    FROM held AS h
    WHERE CAST(:most AS INTEGER) IS NOT NULL
    GROUP BY h.customer_key
),

largest AS (
    SELECT o.customer_key AS customer_key, ROW_NUMBER() OVER (ORDER BY o.balance_minor DESC, o.customer_key ASC) AS place
    FROM owed AS o
    WHERE o.balance_minor > 0
),

counted AS (
    SELECT
        h.*,
        CASE
            WHEN :measure = 'disputed' THEN h.disputed_minor
            WHEN :measure = 'late_days' AND h.due_on < CAST(:as_of AS DATE)
                THEN h.balance_minor * DATE_DIFF('day', h.due_on, CAST(:as_of AS DATE))
            WHEN :measure = 'late_days' THEN 0
            WHEN :measure = 'age_days' THEN h.balance_minor * DATE_DIFF('day', h.issued_on, CAST(:as_of AS DATE))
            ELSE h.balance_minor
        END AS value_minor
    FROM held AS h
    LEFT JOIN largest AS r ON r.customer_key = h.customer_key
    WHERE CAST(:most AS INTEGER) IS NULL OR r.place <= CAST(:most AS INTEGER)
),

page AS (
    SELECT
        c.*,
        COUNT(*) OVER () AS all_rows,
        CAST(SUM(c.value_minor) OVER () AS BIGINT) AS all_minor,
        ROW_NUMBER() OVER (
            ORDER BY ABS(c.value_minor) DESC, c.due_on ASC, c.item_key ASC NULLS LAST, c.payment_key ASC NULLS LAST
        ) AS place
    FROM counted AS c
    WHERE c.value_minor <> 0
)

SELECT
    r.item_key AS item_key,
    r.payment_key AS payment_key,
    r.customer_key AS customer_key,
    r.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    r.document_type AS document_type,
    r.number AS number,
    r.part_no AS part_no,
    r.currency AS currency,
    r.issued_on AS issued_on,
    r.due_on AS due_on,
    r.amount_minor AS amount_minor,
    CAST(r.balance_minor AS BIGINT) AS balance_minor,
    CAST(r.value_minor AS BIGINT) AS value_minor,
    r.import_id AS import_id,
    r.source_row AS source_row,
    l.file_name AS file_name,
    r.all_rows AS all_rows,
    r.all_minor AS all_minor
FROM page AS r
INNER JOIN customer AS k ON k.customer_key = r.customer_key AND k.known_until IS NULL
INNER JOIN party AS n ON n.customer_key = r.customer_key
LEFT JOIN import_log AS l ON l.import_id = r.import_id
WHERE r.place > :page_start AND r.place <= :page_start + :page_size
ORDER BY r.place

-- name: explained_sales(after_on, until_on, entity, country, customer_type, segment, currency, page_size, page_start)
-- One row per document issued after after_on up to and including until_on, or month of a sales file that counts instead,
-- that the sales of those days are the sum of: one page of them, largest first, each with the file and line it came from;
-- the count and sum of the whole stand on every row. The same rule as sales_by_window.
-- Relation: segments(customer_key, segment).
WITH known AS (
    SELECT MAX(l.list_on) AS latest_on
    FROM import_log AS l
),

stated AS (
    SELECT
        s.entity AS entity,
        s.currency AS currency,
        s.month AS month,
        CAST(s.month + INTERVAL '1' MONTH AS DATE) AS next_month,
        s.sales_minor AS sales_minor,
        s.import_id AS import_id,
        s.source_row AS source_row
    FROM sales_month AS s
    CROSS JOIN known AS k
    WHERE s.known_until IS NULL
        AND CAST(s.month + INTERVAL '1' MONTH AS DATE) <= CAST(k.latest_on + INTERVAL '1' DAY AS DATE)
        AND CAST(:country AS VARCHAR) IS NULL
        AND CAST(:customer_type AS VARCHAR) IS NULL
        AND CAST(:segment AS VARCHAR) IS NULL
        AND (CAST(:entity AS VARCHAR) IS NULL OR s.entity = :entity)
        AND (CAST(:currency AS VARCHAR) IS NULL OR s.currency = :currency)
),

sold AS (
    SELECT
        i.item_key AS item_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.document_type AS document_type,
        i.number AS number,
        i.part_no AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.amount_minor AS amount_minor,
        i.amount_minor AS value_minor,
        i.import_id AS import_id,
        i.source_row AS source_row
    FROM item AS i
    LEFT JOIN segments AS g ON g.customer_key = i.customer_key
    LEFT JOIN stated AS s
        ON s.entity = i.entity AND s.currency = i.currency AND i.issued_on >= s.month AND i.issued_on < s.next_month
    WHERE i.issued_on > CAST(:after_on AS DATE)
        AND i.issued_on <= CAST(:until_on AS DATE)
        AND i.amount_minor <> 0
        AND s.entity IS NULL
        AND (CAST(:entity AS VARCHAR) IS NULL OR i.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR i.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR i.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR i.currency = :currency)
    UNION ALL
    SELECT
        CAST(NULL AS BIGINT) AS item_key,
        CAST(NULL AS BIGINT) AS customer_key,
        s.entity AS entity,
        'sales_file' AS document_type,
        CAST(s.month AS VARCHAR) AS number,
        1 AS part_no,
        s.currency AS currency,
        s.month AS issued_on,
        s.month AS due_on,
        s.sales_minor AS amount_minor,
        ROUND(
            CAST(s.sales_minor AS DOUBLE)
            * DATE_DIFF('day', s.month, LEAST(s.next_month, CAST(CAST(:until_on AS DATE) + INTERVAL '1' DAY AS DATE)))
            / DATE_DIFF('day', s.month, s.next_month)
        )
        - ROUND(
            CAST(s.sales_minor AS DOUBLE)
            * DATE_DIFF('day', s.month, GREATEST(s.month, CAST(CAST(:after_on AS DATE) + INTERVAL '1' DAY AS DATE)))
            / DATE_DIFF('day', s.month, s.next_month)
        ) AS value_minor,
        s.import_id AS import_id,
        s.source_row AS source_row
    FROM stated AS s
    WHERE s.month <= CAST(:until_on AS DATE)
        AND s.next_month > CAST(CAST(:after_on AS DATE) + INTERVAL '1' DAY AS DATE)
),

page AS (
    SELECT
        o.*,
        COUNT(*) OVER () AS all_rows,
        CAST(SUM(o.value_minor) OVER () AS BIGINT) AS all_minor,
        ROW_NUMBER() OVER (
            ORDER BY ABS(o.value_minor) DESC, o.issued_on ASC, o.item_key ASC NULLS LAST, o.entity ASC, o.currency ASC
        ) AS place
    FROM sold AS o
)

SELECT
    r.item_key AS item_key,
    CAST(NULL AS BIGINT) AS payment_key,
    r.customer_key AS customer_key,
    r.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    r.document_type AS document_type,
    r.number AS number,
    r.part_no AS part_no,
    r.currency AS currency,
    r.issued_on AS issued_on,
    r.due_on AS due_on,
    CAST(r.amount_minor AS BIGINT) AS amount_minor,
    CAST(r.amount_minor AS BIGINT) AS balance_minor,
    CAST(r.value_minor AS BIGINT) AS value_minor,
    r.import_id AS import_id,
    r.source_row AS source_row,
    l.file_name AS file_name,
    r.all_rows AS all_rows,
    r.all_minor AS all_minor
FROM page AS r
LEFT JOIN customer AS k ON k.customer_key = r.customer_key AND k.known_until IS NULL
LEFT JOIN party AS n ON n.customer_key = r.customer_key
LEFT JOIN import_log AS l ON l.import_id = r.import_id
WHERE r.place > :page_start AND r.place <= :page_start + :page_size
ORDER BY r.place
