-- name: own_page_customer(entity, customer_id)
-- One row, or none: who a link to an own page is about, by the names that both the book and the desk use. The name is the
-- one that messages greet.
SELECT
    k.customer_key AS customer_key,
    n.name AS name,
    k.customer_type AS customer_type,
    k.country AS country,
    k.language AS language
FROM customer AS k
INNER JOIN party AS n ON k.customer_key = n.customer_key
WHERE k.known_until IS NULL AND k.entity = :entity AND k.customer_id = :customer_id
