-- name: documents_are_unique()
-- One row that is still so per (entity, customer, type, number, fiscal year).
SELECT customer_key AS customer_key, document_type AS document_type, number AS number, fiscal_year AS fiscal_year
FROM invoice
WHERE known_until IS NULL
GROUP BY customer_key, document_type, number, fiscal_year
HAVING COUNT(*) > 1
ORDER BY customer_key, document_type, number, fiscal_year
LIMIT 20
