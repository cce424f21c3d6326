-- name: erasure_called(entity, customer_id)
-- One row per word by which the person behind a customer is known to the ledger: kind says what it is.
SELECT 'name' AS kind, p.name AS word
FROM customer AS c
INNER JOIN party AS p ON c.customer_key = p.customer_key
WHERE c.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id
UNION
SELECT 'registration_number' AS kind, p.registration_number AS word
FROM customer AS c
INNER JOIN party AS p ON c.customer_key = p.customer_key
WHERE c.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id AND p.registration_number IS NOT NULL
UNION
SELECT 'vat_number' AS kind, p.vat_number AS word
FROM customer AS c
INNER JOIN party AS p ON c.customer_key = p.customer_key
WHERE c.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id AND p.vat_number IS NOT NULL
UNION
SELECT 'person' AS kind, a.person AS word
FROM customer AS c
INNER JOIN contact_point AS a ON c.customer_key = a.customer_key
WHERE c.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id AND a.person IS NOT NULL
UNION
SELECT a.kind AS kind, a.address AS word
FROM customer AS c
INNER JOIN contact_point AS a ON c.customer_key = a.customer_key
WHERE c.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id

-- name: erasure_shared(entity, customer_id)
-- One row per word of the relation called(word) that another customer is known by, too: it is left in what speaks of others.
SELECT DISTINCT w.word AS word
FROM called AS w
INNER JOIN party AS p ON LOWER(p.name) = LOWER(w.word)
INNER JOIN customer AS c ON p.customer_key = c.customer_key AND c.known_until IS NULL
WHERE NOT (c.entity = :entity AND c.customer_id = :customer_id)
UNION
SELECT DISTINCT w.word AS word
FROM called AS w
INNER JOIN contact_point AS a ON LOWER(a.address) = LOWER(w.word) OR LOWER(a.person) = LOWER(w.word)
INNER JOIN customer AS c ON a.customer_key = c.customer_key AND c.known_until IS NULL
WHERE NOT (c.entity = :entity AND c.customer_id = :customer_id)

-- name: erasure_open(entity, customer_id)
-- One row per currency in which something is open with a customer: what is asked of it, what it has to its credit, and money
-- of it that is set against nothing, in minor units.
SELECT
    m.currency AS currency,
    SUM(m.asked_minor) AS asked_minor,
    SUM(m.credit_minor) AS credit_minor
FROM (
    SELECT
        o.currency AS currency,
        CASE WHEN o.balance_minor > 0 THEN o.balance_minor ELSE 0 END AS asked_minor,
        CASE WHEN o.balance_minor < 0 THEN -o.balance_minor ELSE 0 END AS credit_minor
    FROM open_item AS o
    INNER JOIN customer AS c ON o.customer_key = c.customer_key AND c.known_until IS NULL
    WHERE c.entity = :entity AND c.customer_id = :customer_id
    UNION ALL
    SELECT
        p.currency AS currency,
        0 AS asked_minor,
        p.unapplied_minor AS credit_minor
    FROM cash AS p
    INNER JOIN customer AS c ON p.customer_key = c.customer_key AND c.known_until IS NULL
    WHERE c.entity = :entity AND c.customer_id = :customer_id AND p.unapplied_minor <> 0
) AS m
GROUP BY m.currency
ORDER BY m.currency
