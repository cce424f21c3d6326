-- name: quiet_customers(before)
-- One row per customer of whom nothing is open and whose last item was closed before :before; whoever never had an item is
-- not in it. A customer that an import took out of the ledger stays in it by its items.
SELECT
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.customer_id AS customer_id,
    c.country AS country,
    MAX(i.closed_on) AS last_on
FROM customer AS c
INNER JOIN item AS i ON c.customer_key = i.customer_key
WHERE c.known_until IS NULL
GROUP BY c.customer_key, c.entity, c.customer_id, c.country
HAVING COUNT(*) = COUNT(i.closed_on) AND MAX(i.closed_on) < CAST(:before AS DATE)
ORDER BY c.customer_key
