-- name: segment_cube()
-- One row per segment, entity, country, customer type, currency, month of movement, first month in which it is past due,
-- and credit or not: the rows of receivable_cube, told apart by the segment a customer is in now. Computed once per book
-- version and policy version, because both may change and neither does while it is kept.
-- Relations: segments(customer_key, segment).
WITH moved AS (
    SELECT
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.currency AS currency,
        i.issued_on AS moved_on,
        i.due_on AS due_on,
        i.document_type = 'credit_note' AS is_credit,
        i.amount_minor AS delta_minor,
        i.amount_minor AS sales_minor
    FROM item AS i
    UNION ALL
    SELECT
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.currency AS currency,
        s.applied_on AS moved_on,
        i.due_on AS due_on,
        i.document_type = 'credit_note' AS is_credit,
        s.delta_minor AS delta_minor,
        0 AS sales_minor
    FROM settlement AS s
    INNER JOIN item AS i ON i.item_key = s.item_key
    UNION ALL
    SELECT
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        c.currency AS currency,
        c.received_on AS moved_on,
        c.received_on AS due_on,
        TRUE AS is_credit,
        -c.amount_minor AS delta_minor,
        0 AS sales_minor
    FROM cash AS c
    UNION ALL
    SELECT
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        c.currency AS currency,
        s.applied_on AS moved_on,
        s.applied_on AS due_on,
        TRUE AS is_credit,
        -s.delta_minor AS delta_minor,
        0 AS sales_minor
    FROM settlement AS s
    INNER JOIN cash AS c ON c.payment_key = s.payment_key
),

monthly AS (
    SELECT
        COALESCE(g.segment, 'unassigned') AS segment,
        m.entity AS entity,
        m.country AS country,
        m.customer_type AS customer_type,
        m.currency AS currency,
        CAST(DATE_TRUNC('month', m.moved_on) AS DATE) AS month,
        CAST(
            DATE_TRUNC(
                'month', CASE WHEN m.is_credit THEN m.moved_on ELSE CAST(m.due_on + INTERVAL '1' DAY AS DATE) END
            ) AS DATE
        ) AS overdue_month,
        m.is_credit AS is_credit,
        m.delta_minor AS delta_minor,
        m.sales_minor AS sales_minor
    FROM moved AS m
    LEFT JOIN segments AS g ON g.customer_key = m.customer_key
)

SELECT
    m.segment AS segment,
    m.entity AS entity,
    m.country AS country,
    m.customer_type AS customer_type,
    m.currency AS currency,
    m.month AS month,
    m.overdue_month AS overdue_month,
    m.is_credit AS is_credit,
    CAST(SUM(m.delta_minor) AS BIGINT) AS delta_minor,
    CAST(SUM(m.sales_minor) AS BIGINT) AS sales_minor
FROM monthly AS m
GROUP BY m.segment, m.entity, m.country, m.customer_type, m.currency, m.month, m.overdue_month, m.is_credit
HAVING SUM(m.delta_minor) <> 0 OR SUM(m.sales_minor) <> 0
ORDER BY segment, entity, country, customer_type, currency, month, overdue_month, is_credit
