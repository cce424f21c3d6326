-- name: sales_file_difference(entity, currency)
-- One row per currency and month for which a sales file counts instead of documents: what to add to the sales that
-- documents make in that month. For the trend, whose cube knows documents only.
WITH known AS (
    SELECT MAX(l.list_on) AS latest_on
    FROM import_log AS l
),

stated AS (
    SELECT s.entity AS entity, s.currency AS currency, s.month AS month, s.sales_minor AS sales_minor
    FROM sales_month AS s
    CROSS JOIN known AS k
    WHERE s.known_until IS NULL
        AND CAST(s.month + INTERVAL '1' MONTH AS DATE) <= CAST(k.latest_on + INTERVAL '1' DAY AS DATE)
        AND (CAST(:entity AS VARCHAR) IS NULL OR s.entity = :entity)
        AND (CAST(:currency AS VARCHAR) IS NULL OR s.currency = :currency)
),

billed AS (
    SELECT r.entity AS entity, r.currency AS currency, r.month AS month, SUM(r.sales_minor) AS sales_minor
    FROM receivable_cube AS r
    INNER JOIN stated AS s ON s.entity = r.entity AND s.currency = r.currency AND s.month = r.month
    GROUP BY r.entity, r.currency, r.month
)

SELECT
    s.currency AS currency,
    s.month AS month,
    CAST(SUM(s.sales_minor - COALESCE(b.sales_minor, 0)) AS BIGINT) AS difference_minor
FROM stated AS s
LEFT JOIN billed AS b ON b.entity = s.entity AND b.currency = s.currency AND b.month = s.month
GROUP BY s.currency, s.month
ORDER BY currency, month

-- name: sales_in_file(after_on, until_on, entity, currency)
-- One row per entity, currency and month that overlaps a window of days and for which a sales file counts instead of
-- documents: what the file says, how much of it falls in the window, whether it can be compared with the balances, and
-- the file and line it came from.
WITH known AS (
    SELECT MAX(l.list_on) AS latest_on
    FROM import_log AS l
),

stated AS (
    SELECT
        s.entity AS entity,
        s.currency AS currency,
        s.month AS month,
        CAST(s.month + INTERVAL '1' MONTH AS DATE) AS next_month,
        s.stated_minor AS stated_minor,
        s.vat_basis AS vat_basis,
        s.vat_share AS vat_share,
        s.sales_minor AS sales_minor,
        s.is_comparable AS is_comparable,
        s.import_id AS import_id,
        s.source_row AS source_row
    FROM sales_month AS s
    CROSS JOIN known AS k
    WHERE s.known_until IS NULL
        AND CAST(s.month + INTERVAL '1' MONTH AS DATE) <= CAST(k.latest_on + INTERVAL '1' DAY AS DATE)
        AND CAST(s.month + INTERVAL '1' MONTH AS DATE) > CAST(CAST(:after_on AS DATE) + INTERVAL '1' DAY AS DATE)
        AND s.month <= CAST(:until_on AS DATE)
        AND (CAST(:entity AS VARCHAR) IS NULL OR s.entity = :entity)
        AND (CAST(:currency AS VARCHAR) IS NULL OR s.currency = :currency)
)

SELECT
    s.entity AS entity,
    s.currency AS currency,
    s.month AS month,
    s.stated_minor AS stated_minor,
    s.vat_basis AS vat_basis,
    s.vat_share AS vat_share,
    s.is_comparable AS is_comparable,
    CAST(
        ROUND(
            CAST(s.sales_minor AS DOUBLE)
            * DATE_DIFF('day', s.month, LEAST(s.next_month, CAST(CAST(:until_on AS DATE) + INTERVAL '1' DAY AS DATE)))
            / DATE_DIFF('day', s.month, s.next_month)
        )
        - ROUND(
            CAST(s.sales_minor AS DOUBLE)
            * DATE_DIFF('day', s.month, GREATEST(s.month, CAST(CAST(:after_on AS DATE) + INTERVAL '1' DAY AS DATE)))
            / DATE_DIFF('day', s.month, s.next_month)
        ) AS BIGINT
    ) AS sales_minor,
    s.import_id AS import_id,
    s.source_row AS source_row,
    l.file_name AS file_name
FROM stated AS s
LEFT JOIN import_log AS l ON l.import_id = s.import_id
ORDER BY entity, currency, month

-- name: sales_span()
-- One row: the first month that any sales file names (NULL without one), because sales may go further back than documents.
SELECT MIN(s.month) AS first_month
FROM sales_month AS s
WHERE s.known_until IS NULL
