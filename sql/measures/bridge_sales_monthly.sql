-- name: bridge_sales_monthly(group_by, entity, country, customer_type, segment, currency)
-- One row per group, currency, end of the bridge and month-long window, as bridge_sales returns them, read from the monthly
-- cube: right only when both ends close a month, and then it reads no document at all.
-- Relations: segment_cube, the rows of the query of that name, empty when no segment is asked for; windows(end_no, window_no,
-- after_on, until_on), each one calendar month.
WITH cube AS (
    SELECT
        'all' AS segment,
        r.entity AS entity,
        r.country AS country,
        r.customer_type AS customer_type,
        r.currency AS currency,
        r.month AS month,
        r.is_credit AS is_credit,
        r.sales_minor AS sales_minor
    FROM receivable_cube AS r
    WHERE CAST(:segment AS VARCHAR) IS NULL AND :group_by <> 'segment'
    UNION ALL
    SELECT
        s.segment AS segment,
        s.entity AS entity,
        s.country AS country,
        s.customer_type AS customer_type,
        s.currency AS currency,
        CAST(s.month AS DATE) AS month,
        s.is_credit AS is_credit,
        s.sales_minor AS sales_minor
    FROM segment_cube AS s
    WHERE (CAST(:segment AS VARCHAR) IS NULL AND :group_by = 'segment') OR s.segment = :segment
),

monthly AS (
    SELECT
        CASE
            WHEN :group_by = 'segment' THEN c.segment
            WHEN :group_by = 'country' THEN c.country
            WHEN :group_by = 'entity' THEN c.entity
            WHEN :group_by = 'type' THEN c.customer_type
            ELSE 'all'
        END AS group_name,
        c.currency AS currency,
        c.month AS month,
        CASE WHEN c.is_credit THEN 0 ELSE c.sales_minor END AS invoiced_minor,
        c.sales_minor AS sales_minor
    FROM cube AS c
    WHERE c.sales_minor <> 0
        AND (CAST(:entity AS VARCHAR) IS NULL OR c.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR c.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR c.customer_type = :customer_type)
        AND (CAST(:currency AS VARCHAR) IS NULL OR c.currency = :currency)
)

SELECT
    m.group_name AS group_name,
    m.currency AS currency,
    w.end_no AS end_no,
    w.window_no AS window_no,
    CAST(SUM(m.invoiced_minor) AS BIGINT) AS invoiced_minor,
    CAST(SUM(m.sales_minor) AS BIGINT) AS sales_minor
FROM monthly AS m
INNER JOIN windows AS w ON m.month > w.after_on AND m.month <= w.until_on
GROUP BY m.group_name, m.currency, w.end_no, w.window_no
ORDER BY group_name, currency, end_no, window_no
