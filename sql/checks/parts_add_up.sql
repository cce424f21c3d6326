-- name: parts_add_up()
-- The due parts of a document add up to the document, and every document has at least one.
SELECT i.invoice_key AS invoice_key, i.number AS number, i.amount_minor AS document_minor, p.parts_minor AS parts_minor
FROM invoice AS i
LEFT JOIN (
    SELECT invoice_key, SUM(amount_minor) AS parts_minor
    FROM instalment
    WHERE known_until IS NULL
    GROUP BY invoice_key
) AS p ON p.invoice_key = i.invoice_key
WHERE i.known_until IS NULL AND p.parts_minor IS DISTINCT FROM i.amount_minor
ORDER BY i.invoice_key
LIMIT 20
