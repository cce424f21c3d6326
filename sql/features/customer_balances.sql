-- name: customer_balances(as_of, year_ago, customer_key)
-- One row per customer and currency: what was open on as_of, replayed from settlements so that any day can be asked, and
-- sales after :year_ago. balance_minor nets credits and cash not yet matched, so that its total is the ledger's. Of one
-- customer, or with customer_key NULL of everybody.
WITH settled AS (
    SELECT
        s.item_key AS item_key,
        SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE
        s.applied_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR s.customer_key = :customer_key)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:as_of AS DATE))
    GROUP BY s.item_key
),

open_part AS (
    SELECT
        i.customer_key AS customer_key,
        i.currency AS currency,
        i.document_type AS document_type,
        i.amount_minor + COALESCE(s.delta_minor, 0) AS balance_minor,
        DATE_DIFF('day', i.due_on, CAST(:as_of AS DATE)) AS days_past_due
    FROM item AS i
    LEFT JOIN settled AS s ON i.item_key = s.item_key
    WHERE
        i.issued_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR i.customer_key = :customer_key)
        AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
),

left_over AS (
    SELECT
        c.payment_key AS payment_key,
        c.customer_key AS customer_key,
        c.currency AS currency,
        c.amount_minor AS amount_minor
    FROM cash AS c
    WHERE
        c.received_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR c.customer_key = :customer_key)
        AND (c.used_up_on IS NULL OR c.used_up_on > CAST(:as_of AS DATE))
),

used AS (
    SELECT
        s.payment_key AS payment_key,
        SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE
        s.payment_key IS NOT NULL
        AND s.applied_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR s.customer_key = :customer_key)
        -- Only what is left of money counts: most of it was used up long ago.
        AND s.payment_key IN (SELECT l.payment_key FROM left_over AS l)
    GROUP BY s.payment_key
),

movement AS (
    SELECT
        o.customer_key AS customer_key,
        o.currency AS currency,
        o.balance_minor AS balance_minor,
        CASE WHEN o.document_type = 'invoice' AND o.balance_minor > 0 AND o.days_past_due > 0 THEN o.balance_minor ELSE 0 END AS past_due_minor,
        CASE WHEN o.document_type = 'invoice' AND o.balance_minor > 0 THEN 1 ELSE 0 END AS open_invoices,
        CASE WHEN o.document_type = 'invoice' AND o.balance_minor > 0 AND o.days_past_due > 0 THEN 1 ELSE 0 END AS past_due_invoices,
        CASE WHEN o.document_type = 'invoice' AND o.balance_minor > 0 AND o.days_past_due > 0 THEN o.days_past_due ELSE 0 END AS days_past_due,
        0 AS sales_minor
    FROM open_part AS o
    WHERE o.balance_minor <> 0
    UNION ALL
    SELECT
        c.customer_key AS customer_key,
        c.currency AS currency,
        -(c.amount_minor + COALESCE(u.delta_minor, 0)) AS balance_minor,
        0 AS past_due_minor,
        0 AS open_invoices,
        0 AS past_due_invoices,
        0 AS days_past_due,
        0 AS sales_minor
    FROM left_over AS c
    LEFT JOIN used AS u ON c.payment_key = u.payment_key
    UNION ALL
    SELECT
        i.customer_key AS customer_key,
        i.currency AS currency,
        0 AS balance_minor,
        0 AS past_due_minor,
        0 AS open_invoices,
        0 AS past_due_invoices,
        0 AS days_past_due,
        SUM(i.amount_minor) AS sales_minor
    FROM item AS i
    WHERE
        i.issued_on > CAST(:year_ago AS DATE)
        AND i.issued_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR i.customer_key = :customer_key)
    GROUP BY i.customer_key, i.currency
)

SELECT
    m.customer_key AS customer_key,
    m.currency AS currency,
    CAST(SUM(m.balance_minor) AS BIGINT) AS balance_minor,
    CAST(SUM(m.past_due_minor) AS BIGINT) AS past_due_minor,
    CAST(SUM(m.open_invoices) AS BIGINT) AS open_invoices,
    CAST(SUM(m.past_due_invoices) AS BIGINT) AS past_due_invoices,
    CAST(MAX(m.days_past_due) AS BIGINT) AS oldest_days_past_due,
    CAST(SUM(m.sales_minor) AS BIGINT) AS sales_minor
FROM movement AS m
GROUP BY m.customer_key, m.currency
ORDER BY m.customer_key, m.currency
