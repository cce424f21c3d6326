-- name: payments_are_unique()
-- One row that is still so per (entity, source id) of a payments file; a payment that a document's own row reports
-- has the negative key of that document instead.
SELECT entity AS entity, source_id AS source_id, COUNT(*) AS rows_found
FROM payment
WHERE known_until IS NULL AND payment_key > 0
GROUP BY entity, source_id
HAVING COUNT(*) > 1
ORDER BY entity, source_id
LIMIT 20
