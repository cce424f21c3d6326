-- The tables of a first ledger, facts and marts, in the order its rows already have. The first statement goes alone,
-- because the last reads what it wrote; the others read only stage.first_row and write a table of their own, so they
-- may run at the same time, the largest first. What the marts mean stands in sql/marts.

INSERT INTO item BY NAME
SELECT
    place + 1 AS item_key, place + 1 AS invoice_key, customer_key, entity, country, customer_type, document_type, number,
    fiscal_year, 1 AS part_no, currency, issued_on, due_on, amount_minor,
    amount_minor - CASE WHEN is_counted THEN applied_minor ELSE 0 END AS balance_minor,
    CASE WHEN is_counted THEN counts_on END AS last_paid_on,
    closed_on, CAST(closed_on - due_on AS INTEGER) AS days_late,
    COALESCE(closed_on = counts_on AND settled_on IS NULL AND applied_minor <> 0, FALSE) AS is_inferred,
    is_disputed,
    CASE WHEN is_disputed AND disputed_minor = 0 THEN ABS(amount_minor)
        ELSE LEAST(disputed_minor, ABS(amount_minor)) END AS disputed_minor,
    structured_reference, in_transit_minor, source_step, source_reminded_on, promised_on, blocked_until, block_reason,
    is_at_agency, getvariable('import_id') AS import_id, source_row
FROM (
    SELECT
        *,
        applied_minor <> 0 AND counts_on <= getvariable('list_on') AS is_counted,
        CASE WHEN amount_minor = 0 THEN issued_on
            WHEN applied_minor = amount_minor AND counts_on <= getvariable('list_on') THEN counts_on END AS closed_on
    FROM stage.first_row
);

INSERT INTO invoice BY NAME
SELECT
    place + 1 AS invoice_key, customer_key, entity, document_type, number, fiscal_year, issued_on, due_on, amount_minor,
    currency, is_disputed, disputed_minor, structured_reference, description, in_transit_minor, source_step,
    source_reminded_on, promised_on, blocked_until, block_reason, is_at_agency,
    getvariable('import_id') AS import_id, source_row, getvariable('import_id') AS known_from
FROM stage.first_row;

CREATE OR REPLACE TABLE cash AS
SELECT
    -place - 1 AS payment_key, customer_key, entity, country, customer_type, currency, settled_on AS received_on,
    received_minor AS amount_minor,
    received_minor - CASE WHEN counts_on <= getvariable('list_on') THEN applied_minor ELSE 0 END AS unapplied_minor,
    CASE WHEN received_minor = applied_minor AND counts_on <= getvariable('list_on') THEN counts_on END AS used_up_on,
    FALSE AS is_write_off
FROM stage.first_row
WHERE settled_on IS NOT NULL AND received_minor <> 0;

INSERT INTO payment BY NAME
SELECT
    -place - 1 AS payment_key, customer_key, entity, 'settled' AS source_id, settled_on AS received_on,
    received_minor AS amount_minor, currency, getvariable('import_id') AS import_id, source_row, getvariable('import_id') AS known_from
FROM stage.first_row
WHERE settled_on IS NOT NULL AND received_minor <> 0;

INSERT INTO application BY NAME
SELECT
    place + 1 AS application_key, place + 1 AS item_key,
    CASE WHEN settled_on IS NOT NULL THEN -place - 1 END AS payment_key,
    COALESCE(settled_on, getvariable('list_on')) AS applied_on, applied_minor AS amount_minor,
    settled_on IS NULL AS is_inferred, getvariable('import_id') AS known_from
FROM stage.first_row
WHERE applied_minor <> 0;

CREATE OR REPLACE TABLE settlement AS
SELECT
    place + 1 AS item_key, customer_key, CASE WHEN settled_on IS NOT NULL THEN -place - 1 END AS payment_key,
    counts_on AS applied_on, -applied_minor AS delta_minor, FALSE AS is_credited,
    CASE WHEN applied_minor = amount_minor AND counts_on <= getvariable('list_on') THEN counts_on END AS item_closed_on
FROM stage.first_row
WHERE applied_minor <> 0;

CREATE OR REPLACE TABLE receivable_cube AS
WITH moved AS (
    SELECT customer_key, currency, issued_on AS moved_on, due_on, document_type = 'credit_note' AS is_credit,
        amount_minor AS delta_minor, amount_minor AS sales_minor
    FROM stage.first_row
    UNION ALL
    SELECT customer_key, currency, counts_on, due_on, document_type = 'credit_note', -applied_minor, 0
    FROM stage.first_row
    WHERE applied_minor <> 0
    UNION ALL
    -- Money received and set against an item in the same month leaves no trace in a monthly cube.
    SELECT customer_key, currency, settled_on, settled_on, TRUE, -received_minor, 0
    FROM stage.first_row
    WHERE settled_on IS NOT NULL AND (settled_on <> counts_on OR received_minor <> applied_minor)
    UNION ALL
    SELECT customer_key, currency, counts_on, counts_on, TRUE, applied_minor, 0
    FROM stage.first_row
    WHERE settled_on IS NOT NULL AND (settled_on <> counts_on OR received_minor <> applied_minor)
)
SELECT
    c.entity, c.country, c.customer_type, m.currency,
    CAST(DATE_TRUNC('month', m.moved_on) AS DATE) AS month,
    CAST(DATE_TRUNC('month', CASE WHEN m.is_credit THEN m.moved_on ELSE m.due_on + 1 END) AS DATE) AS overdue_month,
    m.is_credit, CAST(SUM(m.delta_minor) AS BIGINT) AS delta_minor, CAST(SUM(m.sales_minor) AS BIGINT) AS sales_minor
FROM moved AS m
JOIN customer AS c ON c.customer_key = m.customer_key
GROUP BY ALL
HAVING SUM(m.delta_minor) <> 0 OR SUM(m.sales_minor) <> 0
ORDER BY entity, country, customer_type, currency, month, overdue_month, is_credit;

INSERT INTO instalment BY NAME
SELECT
    place + 1 AS item_key, place + 1 AS invoice_key, 1 AS part_no, due_on, amount_minor,
    getvariable('import_id') AS known_from
FROM stage.first_row;

CREATE OR REPLACE TABLE open_item AS
SELECT * FROM item WHERE closed_on IS NULL;
