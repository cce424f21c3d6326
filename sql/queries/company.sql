-- name: named_items()
-- One row per open part of the invoices that a relation names, so that a complaint can keep its reminders back. Relation:
-- named, with row (any number), entity (empty: whichever has the customer), customer_id and number.
SELECT
    n.row AS row,
    i.entity AS entity,
    n.customer_id AS customer_id,
    i.document_type AS document_type,
    i.number AS number,
    i.fiscal_year AS fiscal_year,
    i.part_no AS part_no,
    i.currency AS currency,
    i.due_on AS due_on,
    i.balance_minor AS balance_minor
FROM named AS n
INNER JOIN customer AS c ON c.customer_id = n.customer_id AND c.known_until IS NULL
INNER JOIN open_item AS i ON i.customer_key = c.customer_key AND i.number = n.number
WHERE (n.entity = '' OR c.entity = n.entity) AND i.document_type = 'invoice' AND i.balance_minor > 0
ORDER BY n.row, i.due_on, i.part_no;

-- name: named_customers()
-- One row per customer of the book that a relation names. Relation: named, with row, entity (empty: whichever has the
-- customer) and customer_id.
SELECT
    n.row AS row,
    c.entity AS entity,
    c.customer_id AS customer_id,
    c.customer_key AS customer_key
FROM named AS n
INNER JOIN customer AS c ON c.customer_id = n.customer_id AND c.known_until IS NULL
WHERE n.entity = '' OR c.entity = n.entity
ORDER BY n.row;

-- name: ledger_disputes(since)
-- One row per dispute of the book that stood on a day after :since, with the document it is about; an amount that is not
-- above zero contests the whole.
SELECT
    c.entity AS entity,
    c.customer_id AS customer_id,
    v.document_type AS document_type,
    v.number AS number,
    v.fiscal_year AS fiscal_year,
    v.currency AS currency,
    d.reference AS reference,
    d.cause AS cause,
    d.opened_on AS opened_on,
    d.closed_on AS closed_on,
    d.amount_minor AS amount_minor
FROM dispute AS d
INNER JOIN invoice AS v ON v.invoice_key = d.invoice_key AND v.known_until IS NULL
INNER JOIN customer AS c ON c.customer_key = d.customer_key AND c.known_until IS NULL
WHERE d.known_until IS NULL AND (d.closed_on IS NULL OR d.closed_on > CAST(:since AS DATE))
ORDER BY c.customer_key, d.opened_on, d.reference;

-- name: contested_on_days()
-- One row per day, contested piece and part of a document it is about that had a balance and was past due that day.
-- Relations: pieces (piece, entity, customer_id, document_type, number, fiscal_year, part_no, currency; number empty: the
-- whole account, fiscal_year and part_no 0: any) and days (on_day). Balances are replayed from settlements.
WITH chosen AS (
    SELECT
        p.piece AS piece,
        i.item_key AS item_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        p.customer_id AS customer_id,
        i.number AS number,
        i.part_no AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.closed_on AS closed_on,
        i.amount_minor AS amount_minor
    FROM pieces AS p
    INNER JOIN customer AS c ON c.entity = p.entity AND c.customer_id = p.customer_id AND c.known_until IS NULL
    INNER JOIN item AS i ON i.customer_key = c.customer_key
    WHERE
        i.document_type = 'invoice'
        AND (p.number = '' OR i.number = p.number)
        AND (p.fiscal_year = 0 OR i.fiscal_year = p.fiscal_year)
        AND (p.part_no = 0 OR i.part_no = p.part_no)
        AND (p.currency = '' OR i.currency = p.currency)
),

moved AS (
    SELECT
        s.item_key AS item_key,
        d.on_day AS on_day,
        SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    INNER JOIN days AS d ON s.applied_on <= d.on_day
    WHERE s.item_key IN (SELECT c.item_key FROM chosen AS c)
    GROUP BY s.item_key, d.on_day
)

SELECT
    d.on_day AS on_day,
    c.piece AS piece,
    c.item_key AS item_key,
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.customer_id AS customer_id,
    n.name AS name,
    c.number AS number,
    c.part_no AS part_no,
    c.currency AS currency,
    c.due_on AS due_on,
    CAST(c.amount_minor + COALESCE(m.delta_minor, 0) AS BIGINT) AS balance_minor
FROM chosen AS c
INNER JOIN days AS d ON c.issued_on <= d.on_day AND c.due_on < d.on_day
INNER JOIN party AS n ON n.customer_key = c.customer_key
LEFT JOIN moved AS m ON m.item_key = c.item_key AND m.on_day = d.on_day
WHERE (c.closed_on IS NULL OR c.closed_on > d.on_day) AND c.amount_minor + COALESCE(m.delta_minor, 0) > 0
ORDER BY d.on_day, c.customer_key, c.due_on, c.item_key, c.piece;

-- name: customers_facts()
-- One row per customer of a relation with what a person weighs before goods go out: name, type, label and own credit
-- limit. Relation: named (entity, customer_id).
SELECT
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.customer_id AS customer_id,
    p.name AS name,
    c.customer_type AS customer_type,
    c.label AS label,
    c.country AS country,
    c.credit_limit_minor AS credit_limit_minor,
    c.credit_limit_currency AS credit_limit_currency
FROM named AS n
INNER JOIN customer AS c ON c.entity = n.entity AND c.customer_id = n.customer_id AND c.known_until IS NULL
INNER JOIN party AS p ON p.customer_key = c.customer_key
ORDER BY c.customer_key;

-- name: handover_addresses(customer_key)
-- One row per address of a customer that may be written to, the preferred first: what an agency gets to find it.
SELECT
    p.kind AS kind,
    p.address AS address
FROM contact_point AS p
WHERE p.customer_key = :customer_key AND p.is_allowed
ORDER BY p.kind, CASE WHEN p.is_preferred THEN 0 ELSE 1 END, p.address
