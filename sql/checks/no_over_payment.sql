-- name: no_over_payment()
-- No payment is set against items for more than it is, nor for less than nothing, nor once it is gone.
SELECT a.payment_key AS payment_key, p.source_id AS source_id, p.amount_minor AS amount_minor, a.applied_minor AS applied_minor
FROM (
    SELECT payment_key, SUM(amount_minor) AS applied_minor
    FROM application
    WHERE known_until IS NULL AND payment_key IS NOT NULL
    GROUP BY payment_key
) AS a
LEFT JOIN payment AS p ON p.payment_key = a.payment_key AND p.known_until IS NULL
WHERE p.payment_key IS NULL
    OR a.applied_minor NOT BETWEEN LEAST(p.amount_minor, 0) AND GREATEST(p.amount_minor, 0)
ORDER BY a.payment_key
LIMIT 20
