-- name: bridge_open_monthly(group_by, entity, country, customer_type, segment, currency)
-- One row per group, currency, end of the bridge, month-long window of issue and past due or not, as bridge_open returns
-- them, read from the positions at month-ends: right only when both ends close a month that the book reaches.
-- Relations: segment_positions, the rows of the query of that name, empty when no segment is asked for; ends(end_no, month),
-- the months that end there; windows(end_no, window_no, after_on, until_on), each one calendar month.
WITH cube AS (
    SELECT
        'all' AS segment,
        p.entity AS entity,
        p.country AS country,
        p.customer_type AS customer_type,
        p.currency AS currency,
        p.month AS month,
        p.issue_month AS issue_month,
        p.bucket AS bucket,
        p.balance_minor AS balance_minor,
        p.disputed_minor AS disputed_minor
    FROM position_cube AS p
    WHERE CAST(:segment AS VARCHAR) IS NULL AND :group_by <> 'segment'
    UNION ALL
    SELECT
        s.segment AS segment,
        s.entity AS entity,
        s.country AS country,
        s.customer_type AS customer_type,
        s.currency AS currency,
        CAST(s.month AS DATE) AS month,
        CAST(s.issue_month AS DATE) AS issue_month,
        s.bucket AS bucket,
        s.balance_minor AS balance_minor,
        s.disputed_minor AS disputed_minor
    FROM segment_positions AS s
    WHERE (CAST(:segment AS VARCHAR) IS NULL AND :group_by = 'segment') OR s.segment = :segment
),

held AS (
    SELECT
        CASE
            WHEN :group_by = 'segment' THEN c.segment
            WHEN :group_by = 'country' THEN c.country
            WHEN :group_by = 'entity' THEN c.entity
            WHEN :group_by = 'type' THEN c.customer_type
            ELSE 'all'
        END AS group_name,
        c.currency AS currency,
        e.end_no AS end_no,
        c.issue_month AS issue_month,
        c.bucket <> 'current' AS is_past_due,
        c.balance_minor AS balance_minor,
        c.disputed_minor AS disputed_minor
    FROM cube AS c
    INNER JOIN ends AS e ON e.month = c.month
    WHERE (CAST(:entity AS VARCHAR) IS NULL OR c.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR c.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR c.customer_type = :customer_type)
        AND (CAST(:currency AS VARCHAR) IS NULL OR c.currency = :currency)
)

SELECT
    h.group_name AS group_name,
    h.currency AS currency,
    h.end_no AS end_no,
    w.window_no AS window_no,
    h.is_past_due AS is_past_due,
    CAST(SUM(h.balance_minor) AS BIGINT) AS balance_minor,
    CAST(SUM(h.disputed_minor) AS BIGINT) AS disputed_minor
FROM held AS h
INNER JOIN windows AS w ON w.end_no = h.end_no AND h.issue_month > w.after_on AND h.issue_month <= w.until_on
GROUP BY h.group_name, h.currency, h.end_no, w.window_no, h.is_past_due
HAVING SUM(h.balance_minor) <> 0
ORDER BY group_name, currency, end_no, window_no, is_past_due
