-- name: item()
-- One row per due part of every document, settled or not, sorted by customer so that one customer's page reads few
-- blocks. Balances are those of the book's latest date; what is dated later is in settlement only.
CREATE OR REPLACE TABLE item AS
WITH today AS (
    SELECT MAX(list_on) AS latest_on FROM import_log
),
settled AS (
    SELECT
        item_key, SUM(delta_minor) AS delta_minor, MAX(applied_on) AS last_on,
        MAX(applied_on) FILTER (WHERE is_paid) AS last_paid_on,
        MAX(applied_on) FILTER (WHERE is_inferred) AS last_inferred_on
    FROM movement
    WHERE applied_on <= (SELECT latest_on FROM today)
    GROUP BY item_key
),
contested AS (
    SELECT invoice_key, SUM(amount_minor) AS disputed_minor
    FROM dispute
    WHERE known_until IS NULL AND closed_on IS NULL
    GROUP BY invoice_key
),
flagged AS (
    SELECT
        i.*, i.is_disputed OR d.invoice_key IS NOT NULL AS has_dispute,
        CASE WHEN i.is_disputed AND i.disputed_minor = 0 AND d.invoice_key IS NULL THEN ABS(i.amount_minor)
            ELSE LEAST(GREATEST(i.disputed_minor, ABS(COALESCE(d.disputed_minor, 0))), ABS(i.amount_minor))
        END AS contested_minor
    FROM invoice AS i
    LEFT JOIN contested AS d ON d.invoice_key = i.invoice_key
    WHERE i.known_until IS NULL
),
balanced AS (
    SELECT
        n.item_key, n.part_no, n.due_on AS part_due_on, n.amount_minor AS part_minor,
        n.amount_minor + COALESCE(s.delta_minor, 0) AS balance_minor,
        s.last_on, s.last_paid_on, s.last_inferred_on, f.*
    FROM instalment AS n
    JOIN flagged AS f ON f.invoice_key = n.invoice_key
    LEFT JOIN settled AS s ON s.item_key = n.item_key
    WHERE n.known_until IS NULL
),
-- What is disputed or under way is known of the document; of several parts the oldest due take it first.
shared AS (
    SELECT
        n.item_key,
        LEAST(SUM(ABS(n.amount_minor)) OVER parts, f.contested_minor)
            - LEAST(SUM(ABS(n.amount_minor)) OVER parts - ABS(n.amount_minor), f.contested_minor) AS contested_minor,
        LEAST(SUM(ABS(n.amount_minor)) OVER parts, f.in_transit_minor)
            - LEAST(SUM(ABS(n.amount_minor)) OVER parts - ABS(n.amount_minor), f.in_transit_minor) AS in_transit_minor
    FROM instalment AS n
    JOIN flagged AS f ON f.invoice_key = n.invoice_key
    WHERE n.known_until IS NULL
        AND n.invoice_key IN (SELECT invoice_key FROM instalment WHERE known_until IS NULL AND part_no > 1)
    WINDOW parts AS (PARTITION BY n.invoice_key ORDER BY n.due_on, n.part_no)
),
closed AS (
    SELECT *, CASE WHEN balance_minor = 0 THEN COALESCE(last_on, issued_on) END AS closed_on
    FROM balanced
)
SELECT
    b.item_key AS item_key, b.invoice_key AS invoice_key, b.customer_key AS customer_key, b.entity AS entity,
    c.country AS country, c.customer_type AS customer_type, b.document_type AS document_type, b.number AS number,
    b.fiscal_year AS fiscal_year, b.part_no AS part_no, b.currency AS currency, b.issued_on AS issued_on,
    b.part_due_on AS due_on, b.part_minor AS amount_minor, CAST(b.balance_minor AS BIGINT) AS balance_minor,
    b.last_paid_on AS last_paid_on, b.closed_on AS closed_on,
    CAST(b.closed_on - b.part_due_on AS INTEGER) AS days_late,
    COALESCE(b.last_inferred_on = b.closed_on, FALSE) AS is_inferred,
    b.has_dispute AND COALESCE(s.contested_minor, 1) > 0 AS is_disputed, CAST(COALESCE(s.contested_minor, b.contested_minor) AS BIGINT) AS disputed_minor,
    b.structured_reference AS structured_reference,
    CAST(COALESCE(s.in_transit_minor, b.in_transit_minor) AS BIGINT) AS in_transit_minor,
    b.source_step AS source_step, b.source_reminded_on AS source_reminded_on, b.promised_on AS promised_on,
    b.blocked_until AS blocked_until, b.block_reason AS block_reason, b.is_at_agency AS is_at_agency,
    b.import_id AS import_id, b.source_row AS source_row
FROM closed AS b
JOIN customer AS c ON c.customer_key = b.customer_key AND c.known_until IS NULL
LEFT JOIN shared AS s ON s.item_key = b.item_key
ORDER BY b.customer_key, b.item_key
