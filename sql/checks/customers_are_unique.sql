-- name: customers_are_unique()
-- One row that is still so per (entity, customer id), and a name for each.
SELECT c.entity AS entity, c.customer_id AS customer_id, COUNT(*) AS rows_found
FROM customer AS c
LEFT JOIN party AS p ON p.customer_key = c.customer_key
WHERE c.known_until IS NULL
GROUP BY c.entity, c.customer_id
HAVING COUNT(*) > 1 OR COUNT(p.customer_key) = 0
ORDER BY entity, customer_id
LIMIT 20
