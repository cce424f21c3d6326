-- name: segment_events()
-- One row per segment and everything that a row of event_cube has: its rows told apart by the segment a customer is in now.
-- Relations: segments(customer_key, segment).
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
    WHERE a.known_until IS NULL AND a.is_inferred
    GROUP BY a.item_key
),

closed AS (
    SELECT
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.currency AS currency,
        i.closed_on AS happened_on,
        i.is_inferred AS is_inferred,
        i.amount_minor AS amount_minor,
        i.days_late AS days_late,
        CASE
            WHEN l.after_on IS NULL OR l.after_on < i.issued_on THEN DATE_DIFF('day', i.due_on, i.issued_on)
            ELSE DATE_DIFF('day', i.due_on, l.after_on) + 1
        END AS least_days
    FROM item AS i
    LEFT JOIN listed AS l ON l.item_key = i.item_key
    LEFT JOIN written_off AS w ON w.item_key = i.item_key AND w.last_on = i.closed_on
    WHERE i.document_type = 'invoice'
        AND i.amount_minor > 0
        AND i.last_paid_on = i.closed_on
        AND (i.is_inferred OR w.item_key IS NULL)
),

contested AS (
    SELECT
        d.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        i.currency AS currency,
        d.opened_on AS opened_on,
        d.closed_on AS closed_on,
        ABS(d.amount_minor) AS amount_minor
    FROM dispute AS d
    INNER JOIN invoice AS i ON i.invoice_key = d.invoice_key AND i.known_until IS NULL
    INNER JOIN customer AS c ON c.customer_key = d.customer_key AND c.known_until IS NULL
    WHERE d.known_until IS NULL
),

happened AS (
    SELECT
        p.customer_key AS customer_key,
        p.entity AS entity,
        p.country AS country,
        p.customer_type AS customer_type,
        p.currency AS currency,
        p.happened_on AS happened_on,
        CASE WHEN p.is_inferred THEN 'paid_inferred' ELSE 'paid' END AS kind,
        p.amount_minor AS amount_minor,
        p.amount_minor * p.days_late AS days_minor,
        p.amount_minor * CASE WHEN p.is_inferred AND p.least_days < p.days_late THEN p.least_days ELSE p.days_late END AS least_days_minor
    FROM closed AS p
    UNION ALL
    SELECT
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        c.currency AS currency,
        c.received_on AS happened_on,
        'write_off' AS kind,
        c.amount_minor AS amount_minor,
        0 AS days_minor,
        0 AS least_days_minor
    FROM cash AS c
    WHERE c.is_write_off
    UNION ALL
    SELECT
        o.customer_key AS customer_key,
        o.entity AS entity,
        o.country AS country,
        o.customer_type AS customer_type,
        o.currency AS currency,
        o.opened_on AS happened_on,
        'dispute_opened' AS kind,
        o.amount_minor AS amount_minor,
        0 AS days_minor,
        0 AS least_days_minor
    FROM contested AS o
    UNION ALL
    SELECT
        o.customer_key AS customer_key,
        o.entity AS entity,
        o.country AS country,
        o.customer_type AS customer_type,
        o.currency AS currency,
        o.closed_on AS happened_on,
        'dispute_closed' AS kind,
        o.amount_minor AS amount_minor,
        DATE_DIFF('day', o.opened_on, o.closed_on) AS days_minor,
        0 AS least_days_minor
    FROM contested AS o
    WHERE o.closed_on IS NOT NULL
)

SELECT
    COALESCE(g.segment, 'unassigned') AS segment,
    h.entity AS entity,
    h.country AS country,
    h.customer_type AS customer_type,
    h.currency AS currency,
    h.happened_on AS happened_on,
    h.kind AS kind,
    COUNT(*) AS events,
    CAST(SUM(h.amount_minor) AS BIGINT) AS amount_minor,
    CAST(SUM(h.days_minor) AS BIGINT) AS days_minor,
    CAST(SUM(h.least_days_minor) AS BIGINT) AS least_days_minor
FROM happened AS h
LEFT JOIN segments AS g ON g.customer_key = h.customer_key
GROUP BY COALESCE(g.segment, 'unassigned'), h.entity, h.country, h.customer_type, h.currency, h.happened_on, h.kind
ORDER BY segment, entity, country, customer_type, currency, happened_on, kind
