-- name: gross_on(as_of, entity, country, customer_type, segment, currency)
-- One row per currency: what was open on invoices on any date, and nothing else of it.
-- Relations: segments(customer_key, segment).
WITH moved AS (
    SELECT s.item_key AS item_key, SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE s.applied_on <= CAST(:as_of AS DATE)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:as_of AS DATE))
    GROUP BY s.item_key
)

SELECT
    i.currency AS currency,
    CAST(SUM(i.amount_minor + COALESCE(m.delta_minor, 0)) AS BIGINT) AS balance_minor
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
GROUP BY i.currency
ORDER BY currency
