-- name: customer_source(kind)
-- One row per address of the kind of each customer in the relation named(entity, customer_id), in the order of
-- audience_addresses, with what else the source says now that people may know better; address is null where there is none.
SELECT
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.customer_id AS customer_id,
    c.label AS label,
    c.language AS language,
    p.person AS person,
    p.address AS address,
    CASE WHEN p.is_allowed THEN 1 ELSE 0 END AS is_allowed
FROM named AS n
INNER JOIN customer AS c
    ON n.entity = c.entity AND n.customer_id = c.customer_id AND c.known_until IS NULL
LEFT JOIN contact_point AS p ON c.customer_key = p.customer_key AND p.kind = :kind
ORDER BY
    c.customer_key,
    CASE WHEN p.is_allowed THEN 0 ELSE 1 END,
    CASE WHEN p.is_preferred THEN 0 ELSE 1 END,
    p.address
