-- name: segment_positions()
-- One row per segment and everything that a row of position_cube has: its rows told apart by the segment a customer is in
-- now. Spans of equal days are added up before they are laid out over the months, as there.
-- Relations: segments(customer_key, segment); ends(month, ends_on, next_on), the months of the book.
WITH spans AS (
    SELECT
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.issued_on AS counts_from,
        i.closed_on AS closed_on,
        i.amount_minor AS amount_minor,
        0 AS disputed_minor
    FROM item AS i
    WHERE i.document_type = 'invoice'
    UNION ALL
    SELECT
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        s.applied_on AS counts_from,
        s.item_closed_on AS closed_on,
        s.delta_minor AS amount_minor,
        0 AS disputed_minor
    FROM settlement AS s
    INNER JOIN item AS i ON i.item_key = s.item_key
    WHERE i.document_type = 'invoice'
        AND (s.item_closed_on IS NULL OR DATE_TRUNC('month', s.item_closed_on) > DATE_TRUNC('month', s.applied_on))
    UNION ALL
    SELECT
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        d.moved_on AS counts_from,
        i.closed_on AS closed_on,
        0 AS amount_minor,
        d.delta_minor AS disputed_minor
    FROM dispute_movement AS d
    INNER JOIN item AS i ON i.item_key = d.item_key
),

added AS (
    SELECT
        COALESCE(g.segment, 'unassigned') AS segment,
        s.entity AS entity,
        s.country AS country,
        s.customer_type AS customer_type,
        s.currency AS currency,
        s.issued_on AS issued_on,
        s.due_on AS due_on,
        CAST(DATE_TRUNC('month', s.counts_from) AS DATE) AS from_month,
        CAST(DATE_TRUNC('month', s.closed_on) AS DATE) AS closed_month,
        SUM(s.amount_minor) AS amount_minor,
        SUM(s.disputed_minor) AS disputed_minor
    FROM spans AS s
    LEFT JOIN segments AS g ON g.customer_key = s.customer_key
    WHERE s.closed_on IS NULL OR DATE_TRUNC('month', s.closed_on) > DATE_TRUNC('month', s.counts_from)
    GROUP BY
        COALESCE(g.segment, 'unassigned'), s.entity, s.country, s.customer_type, s.currency, s.issued_on, s.due_on,
        CAST(DATE_TRUNC('month', s.counts_from) AS DATE), CAST(DATE_TRUNC('month', s.closed_on) AS DATE)
),

laid AS (
    SELECT
        a.segment AS segment,
        a.entity AS entity,
        a.country AS country,
        a.customer_type AS customer_type,
        a.currency AS currency,
        a.issued_on AS issued_on,
        a.due_on AS due_on,
        e.month AS month,
        e.ends_on AS ends_on,
        e.next_on AS next_on,
        CASE WHEN e.month >= a.from_month THEN a.amount_minor ELSE 0 END AS balance_minor,
        CASE WHEN e.month >= a.from_month THEN a.disputed_minor ELSE 0 END AS disputed_minor,
        CASE WHEN a.closed_month IS NULL OR e.next_on < a.closed_month THEN a.amount_minor ELSE 0 END AS next_minor
    FROM added AS a
    INNER JOIN ends AS e
        ON e.next_on >= a.from_month AND e.ends_on >= a.issued_on AND (a.closed_month IS NULL OR e.month < a.closed_month)
),

placed AS (
    SELECT
        l.segment AS segment,
        l.entity AS entity,
        l.country AS country,
        l.customer_type AS customer_type,
        l.currency AS currency,
        l.month AS month,
        CAST(DATE_TRUNC('month', l.issued_on) AS DATE) AS issue_month,
        CASE
            WHEN l.ends_on <= l.due_on THEN 'current'
            WHEN DATE_DIFF('day', l.due_on, l.ends_on) <= 30 THEN 'd1_30'
            WHEN DATE_DIFF('day', l.due_on, l.ends_on) <= 60 THEN 'd31_60'
            WHEN DATE_DIFF('day', l.due_on, l.ends_on) <= 90 THEN 'd61_90'
            ELSE 'd90_plus'
        END AS bucket,
        CASE
            WHEN l.next_on <= l.due_on THEN 'current'
            WHEN DATE_DIFF('day', l.due_on, l.next_on) <= 30 THEN 'd1_30'
            WHEN DATE_DIFF('day', l.due_on, l.next_on) <= 60 THEN 'd31_60'
            WHEN DATE_DIFF('day', l.due_on, l.next_on) <= 90 THEN 'd61_90'
            ELSE 'd90_plus'
        END AS next_bucket,
        l.balance_minor AS balance_minor,
        l.disputed_minor AS disputed_minor,
        l.balance_minor * DATE_DIFF('day', l.issued_on, l.ends_on) AS age_days_minor,
        CASE WHEN l.ends_on > l.due_on THEN l.balance_minor * DATE_DIFF('day', l.due_on, l.ends_on) ELSE 0 END AS late_days_minor,
        l.next_minor AS next_minor
    FROM laid AS l
)

SELECT
    p.segment AS segment,
    p.entity AS entity,
    p.country AS country,
    p.customer_type AS customer_type,
    p.currency AS currency,
    p.month AS month,
    p.issue_month AS issue_month,
    p.bucket AS bucket,
    p.next_bucket AS next_bucket,
    CAST(SUM(p.balance_minor) AS BIGINT) AS balance_minor,
    CAST(SUM(p.disputed_minor) AS BIGINT) AS disputed_minor,
    CAST(SUM(p.age_days_minor) AS BIGINT) AS age_days_minor,
    CAST(SUM(p.late_days_minor) AS BIGINT) AS late_days_minor,
    CAST(SUM(p.next_minor) AS BIGINT) AS next_minor
FROM placed AS p
GROUP BY p.segment, p.entity, p.country, p.customer_type, p.currency, p.month, p.issue_month, p.bucket, p.next_bucket
HAVING SUM(p.balance_minor) <> 0 OR SUM(p.next_minor) <> 0 OR SUM(p.disputed_minor) <> 0
ORDER BY segment, entity, country, customer_type, currency, month, issue_month, bucket, next_bucket
