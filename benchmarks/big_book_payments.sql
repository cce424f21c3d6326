-- The second file of the made-up ledger: what a month of banking brings onto a book that is there. Invoices that the
-- first file left open although their day of payment came are paid in two goes or in part; some money names nothing;
-- some credit notes are set against an invoice of their customer; some invoices are contested.
CREATE TEMP MACRO chance(n, salt) AS (hash(n * 2654435761 + salt) % 1000003) / 1000003.0;

CREATE TEMP TABLE late AS
SELECT o.item_key, o.invoice_key, o.customer_key, k.entity, k.customer_id, o.number, o.fiscal_year, o.currency,
    o.issued_on, o.due_on, o.balance_minor, chance(o.item_key, 21) AS way
FROM open_item AS o
JOIN customer AS k ON k.customer_key = o.customer_key AND k.known_until IS NULL
WHERE o.due_on < $list_on AND o.document_type = 'invoice';

CREATE TABLE stage.payment AS
SELECT
    CAST(ROW_NUMBER() OVER () AS INTEGER) + 1 AS source_row, entity, customer_id, 'P' || item_key || '-' || go AS source_id,
    received_on, amount_minor, currency, 'transfer' AS method, number, fiscal_year, amount_minor AS applied_minor
FROM (
    SELECT l.*, g.go,
        LEAST(l.due_on + CAST(g.go * 9 + hash(l.item_key * 31) % 20 AS INTEGER), $list_on) AS received_on,
        CASE WHEN g.go = 1 THEN l.balance_minor // 2 ELSE l.balance_minor - l.balance_minor // 2 END AS amount_minor
    FROM late AS l
    CROSS JOIN (VALUES (1), (2)) AS g (go)
    WHERE l.way < 0.62 OR (l.way < 0.74 AND g.go = 1)
)
WHERE amount_minor > 0
UNION ALL
SELECT
    CAST(5000000 + ROW_NUMBER() OVER () AS INTEGER), entity, customer_id, 'A' || item_key, $list_on - CAST(hash(item_key) % 60 AS INTEGER),
    1000 + balance_minor // 3, currency, 'transfer', NULL, NULL, NULL
FROM late
WHERE way > 0.97;

CREATE TABLE stage.credit_application AS
WITH credits AS (
    SELECT o.customer_key, o.number, o.issued_on, -o.balance_minor AS free_minor, ROW_NUMBER() OVER (PARTITION BY o.customer_key ORDER BY o.item_key) AS nth
    FROM open_item AS o
    WHERE o.document_type = 'credit_note'
),
owed AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY customer_key ORDER BY item_key) AS nth FROM late WHERE way BETWEEN 0.74 AND 0.97
)
SELECT o.entity, o.customer_id, c.number AS credit_number, o.number,
    LEAST(GREATEST(o.due_on, c.issued_on), $list_on) AS applied_on, LEAST(c.free_minor, o.balance_minor) AS amount_minor
FROM owed AS o
JOIN credits AS c ON c.customer_key = o.customer_key AND c.nth = o.nth
WHERE LEAST(c.free_minor, o.balance_minor) > 0;

CREATE TABLE stage.dispute AS
SELECT entity, customer_id, number, fiscal_year, 'D' || item_key AS reference, due_on AS opened_on,
    CASE WHEN way > 0.85 THEN LEAST(due_on + 40, $list_on) END AS closed_on, balance_minor AS amount_minor,
    ['price', 'quantity', 'quality', 'delivery'][1 + CAST(hash(item_key) % 4 AS INTEGER)] AS cause
FROM late
WHERE way BETWEEN 0.80 AND 0.90;
