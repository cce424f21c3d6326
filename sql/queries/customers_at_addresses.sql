-- name: customers_at_addresses()
-- One row per customer and e-mail address of the relation asked(address, in small letters): whose mail that may be. Only
-- customers that are known now, so that a mail of somebody who was erased belongs to nobody.
SELECT DISTINCT
    a.address AS address,
    c.entity AS entity,
    c.customer_id AS customer_id
FROM asked AS a
INNER JOIN contact_point AS p ON LOWER(p.address) = a.address AND p.kind = 'email'
INNER JOIN customer AS c ON p.customer_key = c.customer_key AND c.known_until IS NULL
ORDER BY address, entity, customer_id
