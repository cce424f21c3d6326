-- name: identity_customers(customer_key)
-- One row per customer as known now: its numbers, the best address of every kind, and the group its ledger puts it in. Of one
-- customer, or with customer_key NULL of everybody.
WITH best AS (
    SELECT
        p.customer_key AS customer_key,
        p.kind AS kind,
        p.address AS address,
        ROW_NUMBER() OVER (
            PARTITION BY p.customer_key, p.kind
            ORDER BY
                CASE WHEN p.is_allowed THEN 0 ELSE 1 END,
                CASE WHEN p.is_preferred THEN 0 ELSE 1 END,
                p.address
        ) AS place
    FROM contact_point AS p
    WHERE (CAST(:customer_key AS BIGINT) IS NULL OR p.customer_key = :customer_key)
),

reached AS (
    SELECT
        b.customer_key AS customer_key,
        MAX(CASE WHEN b.kind = 'email' THEN b.address END) AS email,
        MAX(CASE WHEN b.kind = 'phone' THEN b.address END) AS phone,
        MAX(CASE WHEN b.kind = 'mobile' THEN b.address END) AS mobile,
        MAX(CASE WHEN b.kind = 'post' THEN b.address END) AS post
    FROM best AS b
    WHERE b.place = 1
    GROUP BY b.customer_key
)

SELECT
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.customer_id AS customer_id,
    n.name AS name,
    c.customer_type AS customer_type,
    c.country AS country,
    COALESCE(c.group_id, '') AS group_id,
    COALESCE(c.parent_id, '') AS parent_id,
    COALESCE(n.registration_number, '') AS registration_number,
    COALESCE(n.vat_number, '') AS vat_number,
    COALESCE(r.email, '') AS email,
    COALESCE(r.phone, '') AS phone,
    COALESCE(r.mobile, '') AS mobile,
    COALESCE(r.post, '') AS post,
    c.credit_limit_minor AS credit_limit_minor,
    c.credit_limit_currency AS credit_limit_currency
FROM customer AS c
INNER JOIN party AS n ON c.customer_key = n.customer_key
LEFT JOIN reached AS r ON c.customer_key = r.customer_key
WHERE c.known_until IS NULL AND (CAST(:customer_key AS BIGINT) IS NULL OR c.customer_key = :customer_key)
ORDER BY c.customer_key
