-- name: receivable_trend(entity, country, customer_type, segment, currency)
-- One row per currency and month that saw a movement or an item fall past due: the position at its end, as running
-- sums over the monthly cube, and the month's sales. Without a segment the rows are those of the book's own cube; with
-- one they come from a cube made for the segments in force, for segments change on the desk and the book does not.
-- Relations: segment_cube, the rows of the query of that name; empty when no segment is asked for.
WITH cube AS (
    SELECT
        r.entity AS entity,
        r.country AS country,
        r.customer_type AS customer_type,
        r.currency AS currency,
        r.month AS month,
        r.overdue_month AS overdue_month,
        r.is_credit AS is_credit,
        r.delta_minor AS delta_minor,
        r.sales_minor AS sales_minor
    FROM receivable_cube AS r
    WHERE CAST(:segment AS VARCHAR) IS NULL
    UNION ALL
    SELECT
        s.entity AS entity,
        s.country AS country,
        s.customer_type AS customer_type,
        s.currency AS currency,
        CAST(s.month AS DATE) AS month,
        CAST(s.overdue_month AS DATE) AS overdue_month,
        s.is_credit AS is_credit,
        s.delta_minor AS delta_minor,
        s.sales_minor AS sales_minor
    FROM segment_cube AS s
    WHERE s.segment = :segment
),

held AS (
    SELECT
        c.currency AS currency,
        c.month AS month,
        c.overdue_month AS overdue_month,
        c.is_credit AS is_credit,
        c.delta_minor AS delta_minor,
        c.sales_minor AS sales_minor
    FROM cube AS c
    WHERE (CAST(:entity AS VARCHAR) IS NULL OR c.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR c.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR c.customer_type = :customer_type)
        AND (CAST(:currency AS VARCHAR) IS NULL OR c.currency = :currency)
),

movements AS (
    SELECT
        h.currency AS currency,
        h.month AS month,
        CASE WHEN h.is_credit THEN 0 ELSE h.delta_minor END AS gross_minor,
        CASE WHEN h.is_credit THEN h.delta_minor ELSE 0 END AS credit_minor,
        0 AS past_due_minor,
        h.sales_minor AS sales_minor
    FROM held AS h
    UNION ALL
    -- A movement counts as past due from the later of its own month and the month its item fell past due.
    SELECT
        h.currency AS currency,
        CASE WHEN h.overdue_month > h.month THEN h.overdue_month ELSE h.month END AS month,
        0 AS gross_minor,
        0 AS credit_minor,
        h.delta_minor AS past_due_minor,
        0 AS sales_minor
    FROM held AS h
    WHERE NOT h.is_credit
),

monthly AS (
    SELECT
        m.currency AS currency,
        m.month AS month,
        SUM(m.gross_minor) AS gross_minor,
        SUM(m.credit_minor) AS credit_minor,
        SUM(m.past_due_minor) AS past_due_minor,
        SUM(m.sales_minor) AS sales_minor
    FROM movements AS m
    GROUP BY m.currency, m.month
)

SELECT
    m.currency AS currency,
    m.month AS month,
    CAST(SUM(m.gross_minor) OVER (PARTITION BY m.currency ORDER BY m.month) AS BIGINT) AS gross_minor,
    CAST(SUM(m.credit_minor) OVER (PARTITION BY m.currency ORDER BY m.month) AS BIGINT) AS credit_minor,
    CAST(SUM(m.past_due_minor) OVER (PARTITION BY m.currency ORDER BY m.month) AS BIGINT) AS past_due_minor,
    CAST(m.sales_minor AS BIGINT) AS sales_minor
FROM monthly AS m
ORDER BY currency, month
