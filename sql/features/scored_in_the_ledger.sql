-- name: scored_in_the_ledger()
-- One row when the book's customers hold scores of others, or own limits: then rules may look at them; else none.
SELECT c.customer_key AS customer_key
FROM customer AS c
WHERE c.known_until IS NULL AND (c.external_score IS NOT NULL OR c.credit_limit_minor IS NOT NULL)
LIMIT 1
