-- name: positions_now(as_of)
-- One row per item and per payment with something open, as the book's open items have it; a payment's item_key and an
-- item's payment_key are NULL, and what is not an invoice is_credit and negative. Right only when nothing was set against
-- an item between as_of and the book's latest date; positions_replay answers for the other dates.
-- Two queries, because planning one that does both added a third to the time of this one.
SELECT
    o.item_key AS item_key,
    CAST(NULL AS BIGINT) AS payment_key,
    o.customer_key AS customer_key,
    o.entity AS entity,
    o.country AS country,
    o.customer_type AS customer_type,
    o.currency AS currency,
    o.document_type = 'credit_note' AS is_credit,
    o.issued_on AS issued_on,
    o.due_on AS due_on,
    o.balance_minor AS balance_minor
FROM open_item AS o
WHERE o.issued_on <= CAST(:as_of AS DATE)
UNION ALL
SELECT
    CAST(NULL AS BIGINT) AS item_key,
    c.payment_key AS payment_key,
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.country AS country,
    c.customer_type AS customer_type,
    c.currency AS currency,
    TRUE AS is_credit,
    c.received_on AS issued_on,
    c.received_on AS due_on,
    -c.unapplied_minor AS balance_minor
FROM cash AS c
WHERE c.unapplied_minor <> 0 AND c.received_on <= CAST(:as_of AS DATE);

-- name: positions_replay(as_of)
-- One row per item and per payment with something open on any date, as positions_now returns them: adds up the
-- settlements until as_of of what was not yet closed then.
WITH moved AS (
    SELECT s.item_key AS item_key, SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE s.applied_on <= CAST(:as_of AS DATE)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:as_of AS DATE))
    GROUP BY s.item_key
),

waiting AS (
    SELECT
        c.payment_key AS payment_key,
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        c.currency AS currency,
        c.received_on AS received_on,
        c.amount_minor AS amount_minor
    FROM cash AS c
    WHERE c.received_on <= CAST(:as_of AS DATE)
        AND (c.used_up_on IS NULL OR c.used_up_on > CAST(:as_of AS DATE))
),

spent AS (
    SELECT s.payment_key AS payment_key, SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE s.applied_on <= CAST(:as_of AS DATE) AND s.payment_key IN (SELECT w.payment_key FROM waiting AS w)
    GROUP BY s.payment_key
),

positions AS (
    SELECT
        i.item_key AS item_key,
        CAST(NULL AS BIGINT) AS payment_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.currency AS currency,
        i.document_type = 'credit_note' AS is_credit,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        CAST(i.amount_minor + COALESCE(m.delta_minor, 0) AS BIGINT) AS balance_minor
    FROM item AS i
    LEFT JOIN moved AS m ON m.item_key = i.item_key
    WHERE i.issued_on <= CAST(:as_of AS DATE)
        AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
    UNION ALL
    SELECT
        CAST(NULL AS BIGINT) AS item_key,
        w.payment_key AS payment_key,
        w.customer_key AS customer_key,
        w.entity AS entity,
        w.country AS country,
        w.customer_type AS customer_type,
        w.currency AS currency,
        TRUE AS is_credit,
        w.received_on AS issued_on,
        w.received_on AS due_on,
        CAST(-(w.amount_minor + COALESCE(s.delta_minor, 0)) AS BIGINT) AS balance_minor
    FROM waiting AS w
    LEFT JOIN spent AS s ON s.payment_key = w.payment_key
)

SELECT
    p.item_key AS item_key,
    p.payment_key AS payment_key,
    p.customer_key AS customer_key,
    p.entity AS entity,
    p.country AS country,
    p.customer_type AS customer_type,
    p.currency AS currency,
    p.is_credit AS is_credit,
    p.issued_on AS issued_on,
    p.due_on AS due_on,
    p.balance_minor AS balance_minor
FROM positions AS p
WHERE p.balance_minor <> 0
