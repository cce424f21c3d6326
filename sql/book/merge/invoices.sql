-- Documents and their due parts: new ones get keys, changed ones a new period of knowledge, equal ones nothing.

-- A column that is empty in every row says nothing about anybody: what is known stays.
CREATE TEMP TABLE says AS
SELECT
    COUNT(is_disputed) + COUNT(disputed_minor) > 0 AS disputed,
    COUNT(structured_reference) > 0 AS structured_reference,
    COUNT(description) > 0 AS description,
    COUNT(in_transit_minor) > 0 AS in_transit,
    COUNT(source_step) > 0 AS source_step,
    COUNT(source_reminded_on) > 0 AS source_reminded_on,
    COUNT(promised_on) > 0 AS promised_on,
    COUNT(blocked_until) + COUNT(block_reason) > 0 AS blocked,
    COUNT(is_at_agency) > 0 AS is_at_agency
FROM staged_invoice;

CREATE TEMP TABLE told_row AS
SELECT s.* REPLACE (
    COALESCE(s.document_type, CASE WHEN s.amount_minor < 0 THEN 'credit_note' ELSE 'invoice' END) AS document_type,
    COALESCE(s.fiscal_year, YEAR(s.issued_on)) AS fiscal_year,
    COALESCE(s.due_on, s.issued_on) AS due_on
), r.customer_key
FROM staged_invoice AS s
JOIN customer_ref AS r ON r.entity = s.entity AND r.customer_id = s.customer_id
ORDER BY r.customer_key, s.issued_on, s.source_row, s.number;

-- The row's place in that order is its key, so that the same file always gives the same keys.
CREATE TEMP TABLE told AS
SELECT
    t.*, k.invoice_key AS known_key, k.import_id AS first_import_id, k.source_row AS first_source_row,
    COALESCE(k.invoice_key, (SELECT COALESCE(MAX(invoice_key), 0) FROM invoice) + t.rowid + 1) AS invoice_key
FROM told_row AS t
LEFT JOIN invoice AS k
    ON k.customer_key = t.customer_key AND k.document_type = t.document_type AND k.number = t.number
    AND k.fiscal_year = t.fiscal_year AND k.known_until IS NULL;

CREATE TEMP TABLE invoice_told AS
SELECT
    t.invoice_key, t.customer_key, t.entity, t.document_type, t.number, t.fiscal_year, t.issued_on, t.due_on,
    t.amount_minor, t.currency,
    CASE WHEN says.disputed THEN COALESCE(t.is_disputed, t.disputed_minor > 0, FALSE)
        ELSE COALESCE(k.is_disputed, FALSE) END AS is_disputed,
    CASE WHEN says.disputed AND COALESCE(t.is_disputed, TRUE) THEN COALESCE(t.disputed_minor, 0)
        WHEN says.disputed THEN 0 ELSE COALESCE(k.disputed_minor, 0) END AS disputed_minor,
    CASE WHEN says.structured_reference THEN t.structured_reference ELSE k.structured_reference END AS structured_reference,
    CASE WHEN says.description THEN t.description ELSE k.description END AS description,
    CASE WHEN says.in_transit THEN COALESCE(t.in_transit_minor, 0) ELSE COALESCE(k.in_transit_minor, 0) END AS in_transit_minor,
    CASE WHEN says.source_step THEN COALESCE(t.source_step, 0) ELSE COALESCE(k.source_step, 0) END AS source_step,
    CASE WHEN says.source_reminded_on THEN t.source_reminded_on ELSE k.source_reminded_on END AS source_reminded_on,
    CASE WHEN says.promised_on THEN t.promised_on ELSE k.promised_on END AS promised_on,
    CASE WHEN NOT says.blocked THEN k.blocked_until
        WHEN t.block_reason IS NOT NULL THEN COALESCE(t.blocked_until, DATE '9999-12-31')
        ELSE t.blocked_until END AS blocked_until,
    CASE WHEN says.blocked THEN t.block_reason ELSE k.block_reason END AS block_reason,
    CASE WHEN says.is_at_agency THEN COALESCE(t.is_at_agency, FALSE) ELSE COALESCE(k.is_at_agency, FALSE) END AS is_at_agency,
    COALESCE(t.first_import_id, getvariable('import_id')) AS import_id,
    COALESCE(t.first_source_row, t.source_row, 0) AS source_row
FROM told AS t
CROSS JOIN says
LEFT JOIN invoice AS k ON k.invoice_key = t.known_key AND k.known_until IS NULL;

CREATE TEMP TABLE invoice_change AS
SELECT * FROM invoice_told WHERE import_id = getvariable('import_id')
UNION ALL (
    SELECT * FROM invoice_told WHERE import_id <> getvariable('import_id')
    EXCEPT
    SELECT * EXCLUDE (known_from, known_until) FROM invoice WHERE known_until IS NULL
);

UPDATE invoice SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND invoice_key IN (SELECT invoice_key FROM invoice_change);

INSERT INTO invoice BY NAME
SELECT *, getvariable('import_id') AS known_from FROM invoice_change;

-- The parts the file wants. Without a word about parts, known parts stay as long as they still add up.
CREATE TEMP TABLE part_told AS
WITH given AS (
    SELECT t.invoice_key, t.amount_minor AS document_minor, p.part_no, p.due_on, p.amount_minor
    FROM staged_instalment AS p
    JOIN told AS t
        ON t.entity = p.entity AND t.customer_id = p.customer_id AND t.number = p.number
        AND t.document_type = COALESCE(p.document_type, 'invoice') AND t.document_type = 'invoice'
        AND t.fiscal_year = COALESCE(p.fiscal_year, t.fiscal_year)
),
kept AS (
    SELECT k.invoice_key
    FROM instalment AS k
    JOIN told AS t ON t.invoice_key = k.invoice_key
    WHERE k.known_until IS NULL
    GROUP BY k.invoice_key, t.amount_minor
    HAVING COUNT(*) > 1 AND SUM(k.amount_minor) = t.amount_minor
)
SELECT invoice_key, part_no, due_on, amount_minor FROM given
UNION ALL
SELECT k.invoice_key, k.part_no, k.due_on, k.amount_minor
FROM instalment AS k
WHERE k.known_until IS NULL AND k.invoice_key IN (SELECT invoice_key FROM kept)
    AND k.invoice_key NOT IN (SELECT invoice_key FROM given)
UNION ALL
SELECT t.invoice_key, 1, t.due_on, t.amount_minor
FROM told AS t
WHERE t.invoice_key NOT IN (SELECT invoice_key FROM given) AND t.invoice_key NOT IN (SELECT invoice_key FROM kept);

CREATE TEMP TABLE part_change AS
SELECT
    COALESCE(p.invoice_key, k.invoice_key) AS invoice_key,
    COALESCE(p.part_no, k.part_no) AS part_no,
    p.due_on, p.amount_minor, k.item_key AS known_item_key, p.invoice_key IS NULL AS is_gone,
    k.item_key IS NULL OR p.invoice_key IS NULL OR p.amount_minor <> k.amount_minor AS moves_money
FROM part_told AS p
FULL JOIN (
    SELECT i.* FROM instalment AS i WHERE i.known_until IS NULL AND i.invoice_key IN (SELECT invoice_key FROM told)
) AS k ON k.invoice_key = p.invoice_key AND k.part_no = p.part_no
WHERE k.item_key IS NULL OR p.invoice_key IS NULL OR p.amount_minor <> k.amount_minor OR p.due_on <> k.due_on;

UPDATE instalment SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND item_key IN (SELECT known_item_key FROM part_change);

INSERT INTO instalment BY NAME
SELECT
    COALESCE(known_item_key, (SELECT COALESCE(MAX(item_key), 0) FROM instalment)
        + ROW_NUMBER() OVER (ORDER BY invoice_key, part_no)) AS item_key,
    invoice_key, part_no, due_on, amount_minor, getvariable('import_id') AS known_from
FROM part_change
WHERE NOT is_gone;

-- Known documents whose parts changed in amount: what was set against them is laid out again.
CREATE TEMP TABLE relaid AS
SELECT DISTINCT invoice_key FROM part_change
WHERE moves_money AND invoice_key IN (SELECT known_key FROM told);
