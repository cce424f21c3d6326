-- name: explained_events(kind, measure, after_on, until_on, entity, country, customer_type, segment, currency, page_size, page_start)
-- One row per event of one kind after after_on up to and including until_on: an invoice paid in full (paid, or
-- paid_inferred where only lists show it), money written off, a dispute opened or closed. One page of them, the largest
-- first, each with the file and line it came from; count and sum of the whole stand on every row. measure is what of an
-- event counts: its 'amount', 'events' (one each), 'days' (for money: amount times days late; for a dispute: the days it
-- was open) or 'least_days' (had it been paid the day after the earlier list). The rule is that of the mart event_cube.
-- Relation: segments(customer_key, segment).
WITH written_off AS (
    SELECT s.item_key AS item_key, MAX(s.applied_on) AS last_on
    FROM settlement AS s
    INNER JOIN cash AS c ON c.payment_key = s.payment_key
    WHERE c.is_write_off
    GROUP BY s.item_key
),

listed AS (
    SELECT a.item_key AS item_key, MAX(a.settled_after) AS after_on
    FROM application AS a
    WHERE a.known_until IS NULL AND a.is_inferred AND :kind = 'paid_inferred'
    GROUP BY a.item_key
),

closed AS (
    SELECT
        CASE WHEN i.is_inferred THEN 'paid_inferred' ELSE 'paid' END AS kind,
        i.item_key AS item_key,
        i.customer_key AS customer_key,
        i.document_type AS document_type,
        i.number AS number,
        i.part_no AS part_no,
        i.currency AS currency,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.closed_on AS happened_on,
        i.amount_minor AS amount_minor,
        i.days_late AS days,
        CASE
            WHEN COALESCE(CAST(l.after_on + INTERVAL '1' DAY AS DATE), i.issued_on) > i.issued_on
                THEN CAST(l.after_on + INTERVAL '1' DAY AS DATE)
            ELSE i.issued_on
        END AS least_on,
        i.import_id AS import_id,
        i.source_row AS source_row
    FROM item AS i
    LEFT JOIN written_off AS w ON w.item_key = i.item_key AND w.last_on = i.closed_on
    LEFT JOIN listed AS l ON l.item_key = i.item_key
    WHERE i.document_type = 'invoice'
        AND i.amount_minor > 0
        AND i.last_paid_on = i.closed_on
        AND i.closed_on > CAST(:after_on AS DATE)
        AND i.closed_on <= CAST(:until_on AS DATE)
        AND (i.is_inferred OR w.item_key IS NULL)
),

contested AS (
    SELECT
        v.kind AS kind,
        d.customer_key AS customer_key,
        d.invoice_key AS invoice_key,
        d.reference AS reference,
        CASE WHEN v.kind = 'dispute_opened' THEN d.opened_on ELSE d.closed_on END AS happened_on,
        ABS(d.amount_minor) AS amount_minor,
        CASE WHEN v.kind = 'dispute_opened' THEN 0 ELSE DATE_DIFF('day', d.opened_on, d.closed_on) END AS days
    FROM dispute AS d
    INNER JOIN (SELECT 'dispute_opened' AS kind UNION ALL SELECT 'dispute_closed' AS kind) AS v ON v.kind = :kind
    WHERE d.known_until IS NULL AND (v.kind = 'dispute_opened' OR d.closed_on IS NOT NULL)
),

happened AS (
    SELECT
        c.kind AS kind,
        c.item_key AS item_key,
        CAST(NULL AS BIGINT) AS payment_key,
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        c.document_type AS document_type,
        c.number AS number,
        c.part_no AS part_no,
        c.currency AS currency,
        c.issued_on AS issued_on,
        c.due_on AS due_on,
        c.happened_on AS happened_on,
        c.amount_minor AS amount_minor,
        c.amount_minor * c.days AS days_minor,
        c.amount_minor * LEAST(DATE_DIFF('day', c.due_on, c.least_on), c.days) AS least_days_minor,
        c.import_id AS import_id,
        c.source_row AS source_row
    FROM closed AS c
    UNION ALL
    SELECT
        'write_off' AS kind,
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
        c.received_on AS happened_on,
        c.amount_minor AS amount_minor,
        0 AS days_minor,
        0 AS least_days_minor,
        p.import_id AS import_id,
        p.source_row AS source_row
    FROM cash AS c
    INNER JOIN payment AS p ON p.payment_key = c.payment_key AND p.known_until IS NULL
    WHERE c.is_write_off
    UNION ALL
    SELECT
        d.kind AS kind,
        CAST(NULL AS BIGINT) AS item_key,
        CAST(NULL AS BIGINT) AS payment_key,
        d.customer_key AS customer_key,
        k.entity AS entity,
        k.country AS country,
        k.customer_type AS customer_type,
        i.document_type AS document_type,
        i.number AS number,
        1 AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        d.happened_on AS happened_on,
        d.amount_minor AS amount_minor,
        d.days AS days_minor,
        0 AS least_days_minor,
        i.import_id AS import_id,
        i.source_row AS source_row
    FROM contested AS d
    INNER JOIN invoice AS i ON i.invoice_key = d.invoice_key AND i.known_until IS NULL
    INNER JOIN customer AS k ON k.customer_key = d.customer_key AND k.known_until IS NULL
),

counted AS (
    SELECT
        h.*,
        CASE
            WHEN :measure = 'events' THEN 1
            WHEN :measure = 'days' THEN h.days_minor
            WHEN :measure = 'least_days' THEN h.least_days_minor
            ELSE h.amount_minor
        END AS value_minor
    FROM happened AS h
    LEFT JOIN segments AS g ON g.customer_key = h.customer_key
    WHERE h.kind = :kind
        AND h.happened_on > CAST(:after_on AS DATE)
        AND h.happened_on <= CAST(:until_on AS DATE)
        AND (CAST(:entity AS VARCHAR) IS NULL OR h.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR h.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR h.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR h.currency = :currency)
),

page AS (
    SELECT
        c.*,
        COUNT(*) OVER () AS all_rows,
        CAST(SUM(c.value_minor) OVER () AS BIGINT) AS all_minor,
        ROW_NUMBER() OVER (
            ORDER BY
                ABS(c.value_minor) DESC, c.happened_on DESC, c.item_key ASC NULLS LAST, c.payment_key ASC NULLS LAST,
                c.number ASC
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
    r.happened_on AS happened_on,
    CAST(r.amount_minor AS BIGINT) AS amount_minor,
    CAST(r.amount_minor AS BIGINT) AS balance_minor,
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

-- name: explained_rolls(bucket, measure, entity, country, customer_type, segment, currency, page_size, page_start)
-- One row per item and month: open in one bucket at the month's start, and what became of it. One page of them, the
-- largest first, each with the file and line it came from; count and sum of the whole stand on every row. measure is what
-- counts: 'opening' (open then), 'left' (of that still open at the month's end), 'rolled' (left, and in a later bucket).
-- Relations: turns(from_on, until_on), the month-ends; then_spans(from_on, bucket, place, first_on, last_on) and
-- next_spans(from_on, bucket, place, first_on, last_on), the buckets at both; segments(customer_key, segment).
WITH open_then AS (
    SELECT
        t.from_on AS from_on,
        t.until_on AS until_on,
        b.place AS then_place,
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
        i.import_id AS import_id,
        i.source_row AS source_row
    FROM item AS i
    INNER JOIN turns AS t ON i.issued_on <= t.from_on AND (i.closed_on IS NULL OR i.closed_on > t.from_on)
    INNER JOIN then_spans AS b
        ON b.from_on = t.from_on AND b.bucket = :bucket AND i.due_on BETWEEN b.first_on AND b.last_on
    LEFT JOIN segments AS g ON g.customer_key = i.customer_key
    WHERE i.document_type = 'invoice'
        AND (CAST(:entity AS VARCHAR) IS NULL OR i.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR i.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR i.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR i.currency = :currency)
),

moved AS (
    SELECT
        o.from_on AS from_on,
        o.item_key AS item_key,
        SUM(CASE WHEN s.applied_on <= o.from_on THEN s.delta_minor ELSE 0 END) AS before_minor,
        SUM(s.delta_minor) AS all_minor
    FROM open_then AS o
    INNER JOIN settlement AS s ON s.item_key = o.item_key AND s.applied_on <= o.until_on
    GROUP BY o.from_on, o.item_key
),

counted AS (
    SELECT
        o.*,
        o.amount_minor + COALESCE(m.before_minor, 0) AS balance_minor,
        CASE
            WHEN :measure = 'opening' THEN o.amount_minor + COALESCE(m.before_minor, 0)
            WHEN :measure = 'rolled' AND n.place <= o.then_place THEN 0
            ELSE o.amount_minor + COALESCE(m.all_minor, 0)
        END AS value_minor
    FROM open_then AS o
    INNER JOIN next_spans AS n ON n.from_on = o.from_on AND o.due_on BETWEEN n.first_on AND n.last_on
    LEFT JOIN moved AS m ON m.item_key = o.item_key AND m.from_on = o.from_on
),

page AS (
    SELECT
        c.*,
        COUNT(*) OVER () AS all_rows,
        CAST(SUM(c.value_minor) OVER () AS BIGINT) AS all_minor,
        ROW_NUMBER() OVER (ORDER BY ABS(c.value_minor) DESC, c.due_on ASC, c.item_key ASC, c.from_on ASC) AS place
    FROM counted AS c
    WHERE c.value_minor <> 0
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
    r.from_on AS happened_on,
    CAST(r.amount_minor AS BIGINT) AS amount_minor,
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
