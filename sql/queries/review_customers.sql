-- name: review_customers(after_on, until_on, currency)
-- One row per picked customer: who it is, and its sales of the period (documents issued after after_on up to until_on, credit
-- notes taken off) in one currency.
-- Relations: picked(customer_key).
WITH sold AS (
    SELECT i.customer_key AS customer_key, SUM(i.amount_minor) AS sales_minor
    FROM item AS i
    INNER JOIN picked AS k ON k.customer_key = i.customer_key
    WHERE i.issued_on > CAST(:after_on AS DATE) AND i.issued_on <= CAST(:until_on AS DATE) AND i.currency = :currency
    GROUP BY i.customer_key
)

SELECT
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.customer_id AS customer_id,
    COALESCE(p.name, c.customer_id) AS name,
    c.country AS country,
    CAST(COALESCE(s.sales_minor, 0) AS BIGINT) AS sales_minor
FROM customer AS c
INNER JOIN picked AS k ON k.customer_key = c.customer_key
LEFT JOIN party AS p ON p.customer_key = c.customer_key
LEFT JOIN sold AS s ON s.customer_key = c.customer_key
WHERE c.known_until IS NULL
ORDER BY customer_key
