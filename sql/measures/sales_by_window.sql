-- name: sales_by_window(entity, country, customer_type, segment, currency)
-- One row per currency and window of days: documents issued in it, credit notes taken off, in minor units. The VAT
-- basis is that of the balances, because both come from the document's whole amount.
-- Relations: segments(customer_key, segment); windows(window_no, after_on, until_on), the days after after_on up to and
-- including until_on.
WITH daily AS (
    SELECT i.currency AS currency, i.issued_on AS issued_on, SUM(i.amount_minor) AS sales_minor
    FROM item AS i
    LEFT JOIN segments AS g ON g.customer_key = i.customer_key
    WHERE (CAST(:entity AS VARCHAR) IS NULL OR i.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR i.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR i.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR i.currency = :currency)
    GROUP BY i.currency, i.issued_on
)

SELECT
    d.currency AS currency,
    w.window_no AS window_no,
    CAST(SUM(d.sales_minor) AS BIGINT) AS sales_minor
FROM daily AS d
INNER JOIN windows AS w ON d.issued_on > w.after_on AND d.issued_on <= w.until_on
GROUP BY d.currency, w.window_no
ORDER BY currency, window_no
