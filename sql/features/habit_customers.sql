-- name: habit_customers()
-- One row per customer of the relation asked(customer_key), in the order of its key: where its banks are, and whether we
-- collect from it by direct debit, for then the day is ours.
SELECT
    c.customer_key AS customer_key,
    c.country AS country,
    CASE WHEN c.has_mandate THEN 1 ELSE 0 END AS has_mandate
FROM customer AS c
INNER JOIN asked AS k ON c.customer_key = k.customer_key
WHERE c.known_until IS NULL
ORDER BY c.customer_key
