-- name: customer_places()
-- One row per customer: its country and account manager, by which the desk knows whose limits its rows are within.
SELECT c.entity AS entity, c.customer_id AS customer_id, c.country AS country, c.account_manager AS account_manager
FROM customer AS c
WHERE c.known_until IS NULL
ORDER BY entity, customer_id
