-- name: audience_cash(as_of)
-- One row per payment with money not matched to any item on as_of; amounts are positive.
WITH used AS (
    SELECT
        s.payment_key AS payment_key,
        SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE s.payment_key IS NOT NULL AND s.applied_on <= CAST(:as_of AS DATE)
    GROUP BY s.payment_key
)

SELECT
    c.payment_key AS payment_key,
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.currency AS currency,
    c.received_on AS received_on,
    CAST(c.amount_minor + COALESCE(u.delta_minor, 0) AS BIGINT) AS unapplied_minor
FROM cash AS c
LEFT JOIN used AS u ON c.payment_key = u.payment_key
WHERE
    c.received_on <= CAST(:as_of AS DATE)
    AND (c.used_up_on IS NULL OR c.used_up_on > CAST(:as_of AS DATE))
    AND c.amount_minor + COALESCE(u.delta_minor, 0) <> 0
ORDER BY c.customer_key, c.received_on, c.payment_key
