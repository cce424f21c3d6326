-- name: customer_open(as_of, entity, country, customer_type, segment, currency)
-- One row per customer and currency with anything open on as_of: invoices not yet due and past due, each without and with a
-- dispute, and credit notes and cash that no invoice has used (zero or negative). What one customer adds to DSO.
-- Relations: positions, the rows of positions_now or positions_replay on as_of; segments(customer_key, segment).
WITH contested AS (
    SELECT d.item_key AS item_key, SUM(d.delta_minor) AS disputed_minor
    FROM dispute_movement AS d
    WHERE d.moved_on <= CAST(:as_of AS DATE)
    GROUP BY d.item_key
),

held AS (
    SELECT
        p.customer_key AS customer_key,
        p.currency AS currency,
        CASE WHEN p.is_credit THEN 'credit' WHEN p.due_on < CAST(:as_of AS DATE) THEN 'late' ELSE 'current' END AS kind,
        p.balance_minor AS balance_minor,
        COALESCE(c.disputed_minor, 0) AS disputed_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    LEFT JOIN contested AS c ON c.item_key = p.item_key
    WHERE (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
)

SELECT
    h.customer_key AS customer_key,
    h.currency AS currency,
    CAST(SUM(CASE WHEN h.kind = 'current' THEN h.balance_minor - h.disputed_minor ELSE 0 END) AS BIGINT) AS current_minor,
    CAST(SUM(CASE WHEN h.kind = 'late' THEN h.balance_minor - h.disputed_minor ELSE 0 END) AS BIGINT) AS late_minor,
    CAST(SUM(CASE WHEN h.kind = 'current' THEN h.disputed_minor ELSE 0 END) AS BIGINT) AS disputed_current_minor,
    CAST(SUM(CASE WHEN h.kind = 'late' THEN h.disputed_minor ELSE 0 END) AS BIGINT) AS disputed_late_minor,
    CAST(SUM(CASE WHEN h.kind = 'credit' THEN h.balance_minor ELSE 0 END) AS BIGINT) AS credit_minor
FROM held AS h
GROUP BY h.customer_key, h.currency
ORDER BY customer_key, currency
