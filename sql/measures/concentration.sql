-- name: concentration(as_of, most, entity, country, customer_type, segment, currency)
-- One row per currency: how many customers owe on invoices, what they owe together, what the :most largest owe, and the
-- sum of squares for the Herfindahl index. A customer is one number in one of our companies; credits are not taken off.
-- Relations: segments(customer_key, segment).
WITH moved AS (
    SELECT s.item_key AS item_key, SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE s.applied_on <= CAST(:as_of AS DATE)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:as_of AS DATE))
    GROUP BY s.item_key
),

owed AS (
    SELECT
        i.currency AS currency,
        i.customer_key AS customer_key,
        SUM(i.amount_minor + COALESCE(m.delta_minor, 0)) AS balance_minor
    FROM item AS i
    LEFT JOIN moved AS m ON m.item_key = i.item_key
    LEFT JOIN segments AS g ON g.customer_key = i.customer_key
    WHERE i.document_type <> 'credit_note'
        AND i.issued_on <= CAST(:as_of AS DATE)
        AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
        AND (CAST(:entity AS VARCHAR) IS NULL OR i.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR i.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR i.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR i.currency = :currency)
    GROUP BY i.currency, i.customer_key
),

ranked AS (
    SELECT
        o.currency AS currency,
        o.balance_minor AS balance_minor,
        ROW_NUMBER() OVER (PARTITION BY o.currency ORDER BY o.balance_minor DESC, o.customer_key) AS place
    FROM owed AS o
    WHERE o.balance_minor > 0
)

SELECT
    r.currency AS currency,
    COUNT(*) AS customers,
    CAST(SUM(r.balance_minor) AS BIGINT) AS balance_minor,
    CAST(SUM(CASE WHEN r.place <= CAST(:most AS INTEGER) THEN r.balance_minor ELSE 0 END) AS BIGINT) AS largest_minor,
    SUM(CAST(r.balance_minor AS DOUBLE) * CAST(r.balance_minor AS DOUBLE)) AS squares
FROM ranked AS r
GROUP BY r.currency
ORDER BY currency
