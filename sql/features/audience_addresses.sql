-- name: audience_addresses(kind)
-- One row per address of the kind, best first within a customer: allowed before not allowed, preferred before others.
SELECT
    p.customer_key AS customer_key,
    p.person AS person,
    p.role AS role,
    p.address AS address,
    CASE WHEN p.is_allowed THEN 1 ELSE 0 END AS is_allowed,
    CASE WHEN p.is_preferred THEN 1 ELSE 0 END AS is_preferred
FROM contact_point AS p
WHERE p.kind = :kind
ORDER BY
    p.customer_key,
    CASE WHEN p.is_allowed THEN 0 ELSE 1 END,
    CASE WHEN p.is_preferred THEN 0 ELSE 1 END,
    p.address
