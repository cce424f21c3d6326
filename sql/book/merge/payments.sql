-- Payments: those of a payments file by their source id, and one for every document the file calls settled on a day.
-- The latter belongs to its document, so its key is the document's, negative; it needs no id to be found again.

-- Payments of earlier files that named a document which only this file brings.
CREATE TEMP TABLE waiting AS
SELECT DISTINCT p.payment_key
FROM payment_line AS l
JOIN payment AS p ON p.payment_key = l.payment_key AND p.known_until IS NULL
JOIN told AS t ON t.customer_key = p.customer_key AND t.number = l.number AND t.known_key IS NULL
WHERE l.known_until IS NULL;

CREATE TEMP TABLE line AS
SELECT
    CAST(NULL AS BIGINT) AS payment_key, p.entity, r.customer_key, p.source_id, p.received_on, p.received_at,
    p.amount_minor, p.currency, p.method, p.reference, p.source_row, p.number, p.document_type, p.fiscal_year, p.part_no,
    p.applied_minor, CAST(NULL AS BIGINT) AS invoice_key
FROM staged_payment AS p
JOIN customer_ref AS r ON r.entity = p.entity AND r.customer_id = p.customer_id
UNION ALL
SELECT
    -invoice_key, entity, customer_key, 'settled', settled_on, NULL, received_minor, currency, NULL, NULL, source_row,
    number, document_type, fiscal_year, NULL, received_minor, invoice_key
FROM (
    SELECT *, COALESCE(SIGN(amount_minor) * ABS(settled_minor), amount_minor - COALESCE(open_minor, 0)) AS received_minor
    FROM told
    WHERE settled_on IS NOT NULL
)
WHERE received_minor <> 0
UNION ALL
SELECT
    p.payment_key, p.entity, p.customer_key, p.source_id, p.received_on, p.received_at, p.amount_minor, p.currency,
    p.method, p.reference, l.source_row, l.number, l.document_type, l.fiscal_year, l.part_no, l.applied_minor, NULL
FROM waiting AS w
JOIN payment AS p ON p.payment_key = w.payment_key AND p.known_until IS NULL
JOIN payment_line AS l ON l.payment_key = w.payment_key AND l.known_until IS NULL
WHERE NOT EXISTS (SELECT 1 FROM staged_payment AS s WHERE s.entity = p.entity AND s.source_id = p.source_id);

CREATE TEMP TABLE payment_told AS
WITH header AS (
    SELECT
        payment_key, entity, source_id, ANY_VALUE(customer_key) AS customer_key, ANY_VALUE(received_on) AS received_on,
        ANY_VALUE(received_at) AS received_at, ANY_VALUE(amount_minor) AS amount_minor,
        ANY_VALUE(currency) AS currency, ANY_VALUE(method) AS method, ANY_VALUE(reference) AS reference,
        MIN(source_row) AS source_row
    FROM line
    GROUP BY payment_key, entity, source_id
),
numbered AS (
    SELECT
        h.* REPLACE (COALESCE(
            h.payment_key, k.payment_key,
            (SELECT GREATEST(COALESCE(MAX(payment_key), 0), 0) FROM payment) + ROW_NUMBER() OVER (ORDER BY h.source_row, h.source_id)
        ) AS payment_key)
    FROM header AS h
    LEFT JOIN payment AS k
        ON k.entity = h.entity AND k.source_id = h.source_id AND k.payment_key > 0 AND k.known_until IS NULL
        AND h.payment_key IS NULL
)
SELECT
    n.payment_key, n.customer_key, n.entity, n.source_id, n.received_on,
    COALESCE(n.received_at, k.received_at) AS received_at, n.amount_minor, n.currency,
    COALESCE(n.method, k.method) AS method, COALESCE(n.reference, k.reference) AS reference,
    COALESCE(k.import_id, getvariable('import_id')) AS import_id, COALESCE(k.source_row, n.source_row, 0) AS source_row
FROM numbered AS n
LEFT JOIN payment AS k ON k.payment_key = n.payment_key AND k.known_until IS NULL;

CREATE TEMP TABLE payment_change AS
SELECT * FROM payment_told WHERE import_id = getvariable('import_id')
UNION ALL (
    SELECT * FROM payment_told WHERE import_id <> getvariable('import_id')
    EXCEPT
    SELECT * EXCLUDE (known_from, known_until) FROM payment WHERE known_until IS NULL
);

UPDATE payment SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND payment_key IN (SELECT payment_key FROM payment_change);

INSERT INTO payment BY NAME
SELECT *, getvariable('import_id') AS known_from FROM payment_change;

CREATE TEMP TABLE line_told AS
SELECT p.payment_key, COALESCE(l.source_row, 0) AS source_row, l.number, l.document_type, l.fiscal_year, l.part_no, l.applied_minor
FROM line AS l
JOIN payment_told AS p ON p.entity = l.entity AND p.source_id = l.source_id AND l.payment_key IS NULL AND p.payment_key > 0
WHERE l.number IS NOT NULL;

-- The same lines in another row of another file are the same lines.
CREATE TEMP TABLE line_change AS
SELECT * EXCLUDE (source_row) FROM line_told
EXCEPT ALL
SELECT * EXCLUDE (source_row, known_from, known_until) FROM payment_line WHERE known_until IS NULL;

CREATE TEMP TABLE line_gone AS
SELECT k.* EXCLUDE (source_row, known_from, known_until)
FROM payment_line AS k
JOIN payment_told AS p ON p.payment_key = k.payment_key
JOIN (SELECT DISTINCT entity, source_id FROM staged_payment) AS s ON s.entity = p.entity AND s.source_id = p.source_id
WHERE k.known_until IS NULL
EXCEPT ALL
SELECT * EXCLUDE (source_row) FROM line_told;

UPDATE payment_line SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND payment_key IN (
    SELECT payment_key FROM line_change UNION SELECT payment_key FROM line_gone
);

INSERT INTO payment_line BY NAME
SELECT *, getvariable('import_id') AS known_from
FROM line_told
WHERE payment_key IN (SELECT payment_key FROM line_change UNION SELECT payment_key FROM line_gone)
ORDER BY payment_key, source_row;
