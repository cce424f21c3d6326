-- name: customer_list(as_of, replay, habit_since, search, only_open, oldest_from, oldest_to, customer_key, entity, country, customer_type, segment, currency, sort, is_descending, page_size, page_start)
-- One row per customer and currency with what is open there, one page of them, and how many rows there are in all; a
-- customer with nothing open has one row without currency, unless only_open. replay as in aging. mean_days_late speaks of
-- invoices closed after habit_since: negative is early, NULL is none closed.
-- oldest_from and oldest_to keep customers whose oldest invoice is that many days past due, both included; NULL is no limit.
-- Search looks in name and customer id, and for exactly that document number.
-- Relation: segments(customer_key, segment).
WITH moved AS (
    SELECT s.item_key AS item_key, SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE :replay
        AND s.applied_on <= CAST(:as_of AS DATE)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:as_of AS DATE))
    GROUP BY s.item_key
),

waiting AS (
    SELECT c.payment_key AS payment_key, c.customer_key AS customer_key, c.currency AS currency, c.amount_minor AS amount_minor
    FROM cash AS c
    WHERE :replay
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
        o.customer_key AS customer_key, o.currency AS currency, o.document_type = 'credit_note' AS is_credit,
        o.due_on AS due_on, o.balance_minor AS balance_minor
    FROM open_item AS o
    WHERE NOT :replay AND o.issued_on <= CAST(:as_of AS DATE)
    UNION ALL
    SELECT
        i.customer_key AS customer_key, i.currency AS currency, i.document_type = 'credit_note' AS is_credit,
        i.due_on AS due_on, i.amount_minor + COALESCE(m.delta_minor, 0) AS balance_minor
    FROM item AS i
    LEFT JOIN moved AS m ON m.item_key = i.item_key
    WHERE :replay
        AND i.issued_on <= CAST(:as_of AS DATE)
        AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
    UNION ALL
    SELECT
        c.customer_key AS customer_key, c.currency AS currency, TRUE AS is_credit,
        c.received_on AS due_on, -c.unapplied_minor AS balance_minor
    FROM cash AS c
    WHERE NOT :replay AND c.unapplied_minor <> 0 AND c.received_on <= CAST(:as_of AS DATE)
    UNION ALL
    SELECT
        w.customer_key AS customer_key, w.currency AS currency, TRUE AS is_credit,
        CAST(:as_of AS DATE) AS due_on, -(w.amount_minor + COALESCE(s.delta_minor, 0)) AS balance_minor
    FROM waiting AS w
    LEFT JOIN spent AS s ON s.payment_key = w.payment_key
),

balances AS (
    SELECT
        p.customer_key AS customer_key,
        p.currency AS currency,
        SUM(CASE WHEN p.is_credit THEN 0 ELSE 1 END) AS open_items,
        SUM(CASE WHEN p.is_credit THEN 0 ELSE p.balance_minor END) AS open_minor,
        SUM(CASE WHEN NOT p.is_credit AND p.due_on < CAST(:as_of AS DATE) THEN p.balance_minor ELSE 0 END) AS past_due_minor,
        SUM(CASE WHEN p.is_credit THEN -p.balance_minor ELSE 0 END) AS unallocated_minor,
        MIN(CASE WHEN NOT p.is_credit AND p.due_on < CAST(:as_of AS DATE) THEN p.due_on END) AS oldest_due_on
    FROM positions AS p
    WHERE p.balance_minor <> 0
        AND (CAST(:customer_key AS BIGINT) IS NULL OR p.customer_key = :customer_key)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
    GROUP BY p.customer_key, p.currency
),

chosen AS (
    SELECT
        k.customer_key AS customer_key,
        k.entity AS entity,
        k.customer_id AS customer_id,
        n.name AS name,
        k.country AS country,
        k.customer_type AS customer_type,
        k.label AS label,
        COALESCE(g.segment, 'unassigned') AS segment
    FROM customer AS k
    INNER JOIN party AS n ON n.customer_key = k.customer_key
    LEFT JOIN segments AS g ON g.customer_key = k.customer_key
    WHERE k.known_until IS NULL
        AND (CAST(:customer_key AS BIGINT) IS NULL OR k.customer_key = :customer_key)
        AND (CAST(:entity AS VARCHAR) IS NULL OR k.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR k.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR k.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (
            CAST(:search AS VARCHAR) IS NULL
            OR STRPOS(LOWER(n.name), LOWER(:search)) > 0
            OR STRPOS(LOWER(k.customer_id), LOWER(:search)) > 0
            OR k.customer_key IN (SELECT d.customer_key FROM item AS d WHERE d.number = :search)
        )
),

habits AS (
    SELECT i.customer_key AS customer_key, AVG(CAST(i.days_late AS DOUBLE)) AS mean_days_late
    FROM item AS i
    WHERE i.closed_on <= CAST(:as_of AS DATE)
        AND i.closed_on > CAST(:habit_since AS DATE)
        AND i.document_type = 'invoice'
        AND (CAST(:customer_key AS BIGINT) IS NULL OR i.customer_key = :customer_key)
    GROUP BY i.customer_key
),

listed AS (
    SELECT
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.customer_id AS customer_id,
        c.name AS name,
        c.country AS country,
        c.customer_type AS customer_type,
        c.label AS label,
        c.segment AS segment,
        b.currency AS currency,
        CAST(COALESCE(b.open_items, 0) AS BIGINT) AS open_items,
        CAST(COALESCE(b.open_minor, 0) AS BIGINT) AS open_minor,
        CAST(COALESCE(b.past_due_minor, 0) AS BIGINT) AS past_due_minor,
        CAST(COALESCE(b.unallocated_minor, 0) AS BIGINT) AS unallocated_minor,
        CASE
            WHEN b.oldest_due_on IS NULL THEN 0 ELSE DATE_DIFF('day', b.oldest_due_on, CAST(:as_of AS DATE))
        END AS oldest_days,
        CASE
            WHEN b.open_minor > 0 THEN CAST(b.past_due_minor AS DOUBLE) / CAST(b.open_minor AS DOUBLE)
        END AS past_due_share,
        h.mean_days_late AS mean_days_late
    FROM chosen AS c
    LEFT JOIN balances AS b ON b.customer_key = c.customer_key
    LEFT JOIN habits AS h ON h.customer_key = c.customer_key
    WHERE NOT :only_open OR b.customer_key IS NOT NULL
),

keyed AS (
    SELECT
        d.*,
        CASE
            WHEN :sort = 'name' THEN LOWER(d.name)
            WHEN :sort = 'customer_id' THEN d.customer_id
            WHEN :sort = 'segment' THEN d.segment
            WHEN :sort = 'country' THEN d.country
        END AS text_key,
        CASE
            WHEN :sort = 'open' THEN CAST(d.open_minor AS DOUBLE)
            WHEN :sort = 'past_due' THEN CAST(d.past_due_minor AS DOUBLE)
            WHEN :sort = 'oldest_days' THEN CAST(d.oldest_days AS DOUBLE)
            WHEN :sort = 'mean_days_late' THEN d.mean_days_late
            WHEN :sort = 'past_due_share' THEN d.past_due_share
        END AS number_key,
        COUNT(*) OVER () AS total_rows
    FROM listed AS d
    WHERE (CAST(:oldest_from AS INTEGER) IS NULL OR d.oldest_days >= :oldest_from)
        AND (CAST(:oldest_to AS INTEGER) IS NULL OR d.oldest_days <= :oldest_to)
)

SELECT
    r.customer_key AS customer_key,
    r.entity AS entity,
    r.customer_id AS customer_id,
    r.name AS name,
    r.country AS country,
    r.customer_type AS customer_type,
    r.label AS label,
    r.segment AS segment,
    r.currency AS currency,
    r.open_items AS open_items,
    r.open_minor AS open_minor,
    r.past_due_minor AS past_due_minor,
    r.unallocated_minor AS unallocated_minor,
    r.oldest_days AS oldest_days,
    r.past_due_share AS past_due_share,
    r.mean_days_late AS mean_days_late,
    r.total_rows AS total_rows
FROM keyed AS r
ORDER BY
    CASE WHEN :is_descending THEN r.text_key END DESC NULLS LAST,
    CASE WHEN NOT :is_descending THEN r.text_key END ASC NULLS LAST,
    CASE WHEN :is_descending THEN r.number_key END DESC NULLS LAST,
    CASE WHEN NOT :is_descending THEN r.number_key END ASC NULLS LAST,
    r.customer_key ASC, r.currency ASC NULLS LAST
LIMIT :page_size OFFSET :page_start
