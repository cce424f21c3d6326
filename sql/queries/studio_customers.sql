-- name: studio_customers()
-- One row per customer with an invoice open on the book's latest date: what makes it awkward for a message. Amounts in
-- minor units of the currency of each item; is_round is true where no item has cents of its own.
WITH opened AS (
    SELECT
        o.customer_key AS customer_key,
        SUM(CASE WHEN o.document_type = 'invoice' AND o.balance_minor > 0 THEN 1 ELSE 0 END) AS invoices,
        SUM(CASE WHEN o.document_type <> 'invoice' OR o.balance_minor < 0 THEN 1 ELSE 0 END) AS credits,
        SUM(CASE WHEN o.balance_minor > 0 AND o.balance_minor < o.amount_minor THEN 1 ELSE 0 END) AS part_paid,
        COUNT(DISTINCT CASE WHEN o.balance_minor > 0 THEN o.currency END) AS currencies,
        MAX(o.balance_minor) AS largest_minor,
        MIN(CASE WHEN o.balance_minor > 0 THEN o.balance_minor END) AS smallest_minor,
        MAX(CASE WHEN MOD(o.balance_minor, 100) = 0 THEN 0 ELSE 1 END) = 0 AS is_round,
        MAX(LENGTH(o.number)) AS longest_number
    FROM open_item AS o
    GROUP BY o.customer_key
),

spoken_to AS (
    SELECT p.customer_key AS customer_key, MAX(LENGTH(TRIM(p.person))) AS longest_person
    FROM contact_point AS p
    GROUP BY p.customer_key
)

SELECT
    o.customer_key AS customer_key,
    c.entity AS entity,
    c.customer_id AS customer_id,
    n.name AS name,
    c.customer_type AS customer_type,
    c.country AS country,
    c.language AS language,
    c.label AS label,
    CAST(o.invoices AS BIGINT) AS invoices,
    CAST(o.credits AS BIGINT) AS credits,
    CAST(o.part_paid AS BIGINT) AS part_paid,
    CAST(o.currencies AS BIGINT) AS currencies,
    CAST(o.largest_minor AS BIGINT) AS largest_minor,
    CAST(o.smallest_minor AS BIGINT) AS smallest_minor,
    o.is_round AS is_round,
    CAST(o.longest_number AS BIGINT) AS longest_number,
    COALESCE(s.longest_person, 0) > 0 AS has_person
FROM opened AS o
INNER JOIN customer AS c ON c.customer_key = o.customer_key AND c.known_until IS NULL
INNER JOIN party AS n ON n.customer_key = o.customer_key
LEFT JOIN spoken_to AS s ON s.customer_key = o.customer_key
WHERE o.invoices > 0
ORDER BY o.customer_key
