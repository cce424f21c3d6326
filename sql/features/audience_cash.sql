-- name: audience_cash(as_of, customer_key)
-- One row per payment with money not matched to any item on as_of; amounts are positive. Of one
-- customer, or with customer_key NULL of everybody. The few that are not used up come first: summing what was used of every payment
-- ever received takes ten times as long.
WITH unspent AS (
    SELECT
        c.payment_key AS payment_key,
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.currency AS currency,
        c.received_on AS received_on,
        c.amount_minor AS amount_minor
    FROM cash AS c
    WHERE
        c.received_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR c.customer_key = :customer_key)
        AND (c.used_up_on IS NULL OR c.used_up_on > CAST(:as_of AS DATE))
),

used AS (
    SELECT
        s.payment_key AS payment_key,
        SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    INNER JOIN unspent AS n ON s.payment_key = n.payment_key
    WHERE
        s.applied_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR s.customer_key = :customer_key)
    GROUP BY s.payment_key
)

SELECT
    c.payment_key AS payment_key,
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.currency AS currency,
    c.received_on AS received_on,
    CAST(c.amount_minor + COALESCE(u.delta_minor, 0) AS BIGINT) AS unapplied_minor
FROM unspent AS c
LEFT JOIN used AS u ON c.payment_key = u.payment_key
WHERE c.amount_minor + COALESCE(u.delta_minor, 0) <> 0
ORDER BY c.customer_key, c.received_on, c.payment_key
