-- name: audience_addresses(customer_key)
-- One row per address, of every kind, best first within a customer and kind: allowed before not allowed, preferred before
-- others; of one customer, or with customer_key NULL of everybody.
SELECT
    p.customer_key AS customer_key,
    p.kind AS kind,
    p.person AS person,
    p.role AS role,
    p.address AS address,
    CASE WHEN p.is_allowed THEN 1 ELSE 0 END AS is_allowed,
    CASE WHEN p.is_preferred THEN 1 ELSE 0 END AS is_preferred
FROM contact_point AS p
WHERE (CAST(:customer_key AS BIGINT) IS NULL OR p.customer_key = :customer_key)
ORDER BY
    p.customer_key,
    CASE WHEN p.is_allowed THEN 0 ELSE 1 END,
    CASE WHEN p.is_preferred THEN 0 ELSE 1 END,
    p.address
