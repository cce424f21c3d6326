-- name: keys_are_unique()
-- Each customer and each payment has one row that is still so, and is in the marts once.
SELECT k.kind AS kind, k.rows_found AS rows_found, k.keys_found AS keys_found
FROM (
    SELECT 'customer' AS kind, COUNT(*) AS rows_found, COUNT(DISTINCT customer_key) AS keys_found
    FROM customer WHERE known_until IS NULL
    UNION ALL
    SELECT 'payment' AS kind, (SELECT COUNT(*) FROM cash) AS rows_found, COUNT(*) AS keys_found
    FROM payment WHERE known_until IS NULL
) AS k
WHERE k.rows_found <> k.keys_found
ORDER BY kind
