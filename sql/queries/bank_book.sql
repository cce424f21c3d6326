-- name: bank_payments(since, until)
-- One row per payment that the ledger has between two days: what the lines of a statement are paired with.
SELECT
    p.payment_key AS payment_key, p.customer_key AS customer_key, p.entity AS entity, c.customer_id AS customer_id,
    p.amount_minor AS amount_minor, p.currency AS currency, p.received_on AS received_on
FROM payment AS p
INNER JOIN customer AS c ON c.customer_key = p.customer_key AND c.known_until IS NULL
WHERE p.known_until IS NULL AND p.received_on >= :since AND p.received_on <= :until
ORDER BY p.received_on, p.payment_key

-- name: bank_customers()
-- One row per customer: the name that a statement may show.
SELECT c.customer_key AS customer_key, c.entity AS entity, c.customer_id AS customer_id, n.name AS name
FROM customer AS c
INNER JOIN party AS n ON n.customer_key = c.customer_key
WHERE c.known_until IS NULL
