-- Disputes and exchange rates, by the same rule: equal rows stay, changed ones get a new period of knowledge.

CREATE TEMP TABLE dispute_told AS
SELECT
    i.customer_key, i.invoice_key, COALESCE(d.reference, d.number) AS reference, d.opened_on, d.closed_on,
    COALESCE(d.amount_minor, i.amount_minor) AS amount_minor, d.cause
FROM staged_dispute AS d
JOIN customer AS c ON c.entity = d.entity AND c.customer_id = d.customer_id AND c.known_until IS NULL
JOIN invoice AS i
    ON i.customer_key = c.customer_key AND i.number = d.number AND i.known_until IS NULL
    AND i.fiscal_year = COALESCE(d.fiscal_year, i.fiscal_year)
QUALIFY ROW_NUMBER() OVER (
    PARTITION BY d.entity, d.customer_id, COALESCE(d.reference, d.number)
    ORDER BY i.document_type = 'invoice' DESC, i.issued_on <= d.opened_on DESC, i.issued_on DESC
) = 1;

CREATE TEMP TABLE dispute_change AS
SELECT * FROM dispute_told
EXCEPT
SELECT * EXCLUDE (known_from, known_until) FROM dispute WHERE known_until IS NULL;

UPDATE dispute SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND EXISTS (
    SELECT 1 FROM dispute_change AS d
    WHERE d.customer_key = dispute.customer_key AND d.reference = dispute.reference
);

INSERT INTO dispute BY NAME
SELECT *, getvariable('import_id') AS known_from FROM dispute_change ORDER BY customer_key, reference;

INSERT INTO quarantine BY NAME
SELECT
    getvariable('import_id') AS import_id, 0 AS source_row,
    'This dispute names invoice ' || d.number || ', which is not in the book for customer ' || d.customer_id || '.' AS reason,
    to_json(d) AS cells
FROM staged_dispute AS d
WHERE NOT EXISTS (
    SELECT 1 FROM invoice AS i
    JOIN customer AS c ON c.customer_key = i.customer_key AND c.known_until IS NULL
    WHERE c.entity = d.entity AND c.customer_id = d.customer_id AND i.number = d.number AND i.known_until IS NULL
);

CREATE TEMP TABLE rate_change AS
SELECT currency, rate_on, ANY_VALUE(rate) AS rate FROM staged_exchange_rate GROUP BY currency, rate_on
EXCEPT
SELECT currency, rate_on, rate FROM exchange_rate WHERE known_until IS NULL;

UPDATE exchange_rate SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND EXISTS (
    SELECT 1 FROM rate_change AS r WHERE r.currency = exchange_rate.currency AND r.rate_on = exchange_rate.rate_on
);

INSERT INTO exchange_rate BY NAME
SELECT *, getvariable('import_id') AS known_from FROM rate_change ORDER BY currency, rate_on;
-- Sales of a month: what a later file says of a month replaces it, what it does not name stays.
CREATE TEMP TABLE sales_told AS
SELECT
    entity, CAST(DATE_TRUNC('month', month) AS DATE) AS month, currency, stated_minor, vat_basis, vat_share,
    CASE WHEN vat_basis = 'excl' THEN CAST(ROUND(stated_minor * (1 + COALESCE(vat_share, 0))) AS BIGINT)
        ELSE stated_minor END AS sales_minor,
    vat_basis = 'incl' OR vat_share IS NOT NULL AS is_comparable, COALESCE(source_row, 0) AS source_row
FROM staged_sales_month;

CREATE TEMP TABLE sales_change AS
SELECT t.*
FROM sales_told AS t
LEFT JOIN sales_month AS k
    ON k.entity = t.entity AND k.month = t.month AND k.currency = t.currency AND k.known_until IS NULL
WHERE k.entity IS NULL OR k.stated_minor <> t.stated_minor OR k.vat_basis <> t.vat_basis
    OR k.vat_share IS DISTINCT FROM t.vat_share;

UPDATE sales_month SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND EXISTS (
    SELECT 1 FROM sales_change AS c
    WHERE c.entity = sales_month.entity AND c.month = sales_month.month AND c.currency = sales_month.currency
);

INSERT INTO sales_month BY NAME
SELECT *, getvariable('import_id') AS import_id, getvariable('import_id') AS known_from
FROM sales_change ORDER BY entity, currency, month;

INSERT INTO quarantine BY NAME
SELECT
    getvariable('import_id') AS import_id, COALESCE(source_row, 0) AS source_row, reason, COALESCE(cells, '{}') AS cells,
    entity, customer_id, number, currency, row_on, amount_minor, open_minor
FROM staged_quarantine
ORDER BY source_row;
