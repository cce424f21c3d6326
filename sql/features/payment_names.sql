-- name: payment_names()
-- One row per customer of the book: its key, and the names by which files know it.
SELECT
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.customer_id AS customer_id
FROM customer AS c
WHERE c.known_until IS NULL
ORDER BY c.customer_key
