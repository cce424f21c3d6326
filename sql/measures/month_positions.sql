-- name: month_positions(since, entity, country, customer_type, segment, currency)
-- One row per currency, month-end, month of issue, bucket then and bucket a month later, from the cube of positions.
-- Without a segment the rows are those of the book's own cube; with one they come from a cube made for the segments in force.
-- Relations: segment_positions, the rows of the query of that name; empty when no segment is asked for.
WITH cube AS (
    SELECT
        p.entity AS entity,
        p.country AS country,
        p.customer_type AS customer_type,
        p.currency AS currency,
        p.month AS month,
        p.issue_month AS issue_month,
        p.bucket AS bucket,
        p.next_bucket AS next_bucket,
        p.balance_minor AS balance_minor,
        p.disputed_minor AS disputed_minor,
        p.age_days_minor AS age_days_minor,
        p.late_days_minor AS late_days_minor,
        p.next_minor AS next_minor
    FROM position_cube AS p
    WHERE CAST(:segment AS VARCHAR) IS NULL
    UNION ALL
    SELECT
        s.entity AS entity,
        s.country AS country,
        s.customer_type AS customer_type,
        s.currency AS currency,
        CAST(s.month AS DATE) AS month,
        CAST(s.issue_month AS DATE) AS issue_month,
        s.bucket AS bucket,
        s.next_bucket AS next_bucket,
        s.balance_minor AS balance_minor,
        s.disputed_minor AS disputed_minor,
        s.age_days_minor AS age_days_minor,
        s.late_days_minor AS late_days_minor,
        s.next_minor AS next_minor
    FROM segment_positions AS s
    WHERE s.segment = :segment
)

SELECT
    c.currency AS currency,
    c.month AS month,
    c.issue_month AS issue_month,
    c.bucket AS bucket,
    c.next_bucket AS next_bucket,
    CAST(SUM(c.balance_minor) AS BIGINT) AS balance_minor,
    CAST(SUM(c.disputed_minor) AS BIGINT) AS disputed_minor,
    CAST(SUM(c.age_days_minor) AS BIGINT) AS age_days_minor,
    CAST(SUM(c.late_days_minor) AS BIGINT) AS late_days_minor,
    CAST(SUM(c.next_minor) AS BIGINT) AS next_minor
FROM cube AS c
WHERE c.month >= CAST(:since AS DATE)
    AND (CAST(:entity AS VARCHAR) IS NULL OR c.entity = :entity)
    AND (CAST(:country AS VARCHAR) IS NULL OR c.country = :country)
    AND (CAST(:customer_type AS VARCHAR) IS NULL OR c.customer_type = :customer_type)
    AND (CAST(:currency AS VARCHAR) IS NULL OR c.currency = :currency)
GROUP BY c.currency, c.month, c.issue_month, c.bucket, c.next_bucket
ORDER BY currency, month, issue_month, bucket, next_bucket
