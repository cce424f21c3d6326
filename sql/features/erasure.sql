-- name: erasure_called()
-- One row per customer of the relation wanted(entity, customer_id) and word by which the person behind it is known to the ledger.
WITH known AS (
    SELECT c.entity AS entity, c.customer_id AS customer_id, c.customer_key AS customer_key
    FROM customer AS c
    INNER JOIN wanted AS w ON c.entity = w.entity AND c.customer_id = w.customer_id
    WHERE c.known_until IS NULL
)
SELECT k.entity AS entity, k.customer_id AS customer_id, p.name AS word
FROM known AS k
INNER JOIN party AS p ON k.customer_key = p.customer_key
UNION
SELECT k.entity AS entity, k.customer_id AS customer_id, p.registration_number AS word
FROM known AS k
INNER JOIN party AS p ON k.customer_key = p.customer_key
WHERE p.registration_number IS NOT NULL
UNION
SELECT k.entity AS entity, k.customer_id AS customer_id, p.vat_number AS word
FROM known AS k
INNER JOIN party AS p ON k.customer_key = p.customer_key
WHERE p.vat_number IS NOT NULL
UNION
SELECT k.entity AS entity, k.customer_id AS customer_id, a.person AS word
FROM known AS k
INNER JOIN contact_point AS a ON k.customer_key = a.customer_key
WHERE a.person IS NOT NULL
UNION
SELECT k.entity AS entity, k.customer_id AS customer_id, a.address AS word
FROM known AS k
INNER JOIN contact_point AS a ON k.customer_key = a.customer_key

-- name: erasure_shared()
-- One row per word of the relation called(word) that a customer goes by who is not of the relation wanted(entity, customer_id):
-- it is left in what speaks of others.
WITH others AS (
    SELECT c.customer_key AS customer_key
    FROM customer AS c
    LEFT JOIN wanted AS w ON c.entity = w.entity AND c.customer_id = w.customer_id
    WHERE c.known_until IS NULL AND w.customer_id IS NULL
)
SELECT s.word AS word
FROM called AS s
INNER JOIN party AS p ON LOWER(p.name) = LOWER(s.word)
INNER JOIN others AS o ON p.customer_key = o.customer_key
UNION
SELECT s.word AS word
FROM called AS s
INNER JOIN contact_point AS a ON LOWER(a.address) = LOWER(s.word)
INNER JOIN others AS o ON a.customer_key = o.customer_key
UNION
SELECT s.word AS word
FROM called AS s
INNER JOIN contact_point AS a ON LOWER(a.person) = LOWER(s.word)
INNER JOIN others AS o ON a.customer_key = o.customer_key

-- name: erasure_open()
-- One row per customer of the relation wanted(entity, customer_id) and currency in which something is open with it: what is asked of
-- it, what it has to its credit, and money of it that is set against nothing, in minor units.
SELECT
    c.entity AS entity,
    c.customer_id AS customer_id,
    m.currency AS currency,
    SUM(m.asked_minor) AS asked_minor,
    SUM(m.credit_minor) AS credit_minor
FROM (
    SELECT
        o.customer_key AS customer_key,
        o.currency AS currency,
        CASE WHEN o.balance_minor > 0 THEN o.balance_minor ELSE 0 END AS asked_minor,
        CASE WHEN o.balance_minor < 0 THEN -o.balance_minor ELSE 0 END AS credit_minor
    FROM open_item AS o
    UNION ALL
    SELECT
        p.customer_key AS customer_key,
        p.currency AS currency,
        0 AS asked_minor,
        p.unapplied_minor AS credit_minor
    FROM cash AS p
    WHERE p.unapplied_minor <> 0
) AS m
INNER JOIN customer AS c ON m.customer_key = c.customer_key AND c.known_until IS NULL
INNER JOIN wanted AS w ON c.entity = w.entity AND c.customer_id = w.customer_id
GROUP BY c.entity, c.customer_id, m.currency
ORDER BY c.entity, c.customer_id, m.currency
