-- name: payment_methods(as_of, since, first_key, last_key)
-- One row per customer and method with which it paid after :since and up to :as_of: on how many days.
SELECT
    p.customer_key AS customer_key,
    p.method AS method,
    COUNT(DISTINCT p.received_on) AS pay_days
FROM payment AS p
WHERE
    p.known_until IS NULL
    AND p.amount_minor > 0
    AND p.method IS NOT NULL
    AND p.received_on > CAST(:since AS DATE)
    AND p.received_on <= CAST(:as_of AS DATE)
    AND p.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
    AND p.payment_key NOT IN (
        SELECT w.payment_key
        FROM cash AS w
        WHERE w.is_write_off AND w.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
    )
GROUP BY p.customer_key, p.method
ORDER BY p.customer_key, p.method
