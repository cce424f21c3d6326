-- name: sales_by_window(entity, country, customer_type, segment, currency)
-- One row per currency and window of days: documents issued in it, credit notes taken off, in minor units. The VAT
-- basis is that of the balances, because both come from the document's whole amount. Where a sales file names an
-- entity's month that is over, the file's amount counts instead of that month's documents (a book of open items does not
-- have them all), spread evenly over the days of the month; rounding is cumulative, so that windows that follow each
-- other add up to the month. A file cannot be split by country, type or segment: asked for those, documents count.
-- Relations: segments(customer_key, segment); windows(window_no, after_on, until_on), the days after after_on up to and
-- including until_on.
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
        s.sales_minor AS sales_minor
    FROM sales_month AS s
    CROSS JOIN known AS k
    WHERE s.known_until IS NULL
        AND CAST(s.month + INTERVAL '1' MONTH AS DATE) <= CAST(k.latest_on + INTERVAL '1' DAY AS DATE)
        AND CAST(:country AS VARCHAR) IS NULL
        AND CAST(:customer_type AS VARCHAR) IS NULL
        AND CAST(:segment AS VARCHAR) IS NULL
        AND (CAST(:entity AS VARCHAR) IS NULL OR s.entity = :entity)
        AND (CAST(:currency AS VARCHAR) IS NULL OR s.currency = :currency)
),

daily AS (
    SELECT i.entity AS entity, i.currency AS currency, i.issued_on AS issued_on, SUM(i.amount_minor) AS sales_minor
    FROM item AS i
    LEFT JOIN segments AS g ON g.customer_key = i.customer_key
    WHERE (CAST(:entity AS VARCHAR) IS NULL OR i.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR i.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR i.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR i.currency = :currency)
    GROUP BY i.entity, i.currency, i.issued_on
),

parts AS (
    SELECT d.currency AS currency, w.window_no AS window_no, d.sales_minor AS sales_minor
    FROM daily AS d
    INNER JOIN windows AS w ON d.issued_on > w.after_on AND d.issued_on <= w.until_on
    LEFT JOIN stated AS s
        ON s.entity = d.entity AND s.currency = d.currency AND d.issued_on >= s.month AND d.issued_on < s.next_month
    WHERE s.entity IS NULL
    UNION ALL
    SELECT
        s.currency AS currency,
        w.window_no AS window_no,
        ROUND(
            CAST(s.sales_minor AS DOUBLE)
            * DATE_DIFF('day', s.month, LEAST(s.next_month, CAST(w.until_on + INTERVAL '1' DAY AS DATE)))
            / DATE_DIFF('day', s.month, s.next_month)
        )
        - ROUND(
            CAST(s.sales_minor AS DOUBLE)
            * DATE_DIFF('day', s.month, GREATEST(s.month, CAST(w.after_on + INTERVAL '1' DAY AS DATE)))
            / DATE_DIFF('day', s.month, s.next_month)
        ) AS sales_minor
    FROM stated AS s
    INNER JOIN windows AS w ON w.until_on >= s.month AND CAST(w.after_on + INTERVAL '1' DAY AS DATE) < s.next_month
)

SELECT
    p.currency AS currency,
    p.window_no AS window_no,
    CAST(SUM(p.sales_minor) AS BIGINT) AS sales_minor
FROM parts AS p
GROUP BY p.currency, p.window_no
ORDER BY currency, window_no
