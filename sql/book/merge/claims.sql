-- Who claims to reduce which document: lines of this file's payments and credit notes, and what was already set
-- against a document whose parts changed. Amounts are signed; a claim without a part goes to the oldest due part first.

-- The document a payment line means: of its type when it says so, else an invoice; among several years the last one
-- issued by the day of the payment. Lines without an amount of their own take what their documents have open, in turn.
CREATE TEMP TABLE aimed_line AS
WITH numbered AS (
    SELECT
        l.* REPLACE (p.payment_key AS payment_key),
        ROW_NUMBER() OVER (ORDER BY p.payment_key, l.source_row, l.number, l.part_no) AS line_no
    FROM line AS l
    JOIN payment_told AS p
        ON p.entity = l.entity AND p.source_id = l.source_id AND p.payment_key = COALESCE(l.payment_key, p.payment_key)
    WHERE l.number IS NOT NULL
),
met AS (
    SELECT n.line_no, i.invoice_key
    FROM numbered AS n
    JOIN invoice AS i
        ON i.customer_key = n.customer_key AND i.number = n.number AND i.currency = n.currency AND i.known_until IS NULL
        AND i.document_type = COALESCE(n.document_type, i.document_type)
        AND i.fiscal_year = COALESCE(n.fiscal_year, i.fiscal_year)
    WHERE n.invoice_key IS NULL
    QUALIFY ROW_NUMBER() OVER (
        PARTITION BY n.line_no
        ORDER BY i.document_type = 'invoice' DESC, i.issued_on <= n.received_on DESC,
            CASE WHEN i.issued_on <= n.received_on THEN i.issued_on END DESC, i.issued_on, i.invoice_key
    ) = 1
),
aimed AS (
    SELECT n.* REPLACE (COALESCE(n.invoice_key, m.invoice_key) AS invoice_key),
        COUNT(*) OVER (PARTITION BY n.payment_key) AS lines
    FROM numbered AS n
    LEFT JOIN met AS m ON m.line_no = n.line_no
),
own AS (
    SELECT a.payment_key, i.invoice_key, SUM(a.amount_minor) AS applied_minor
    FROM application AS a
    JOIN instalment AS i ON i.item_key = a.item_key AND i.known_until IS NULL
    WHERE a.known_until IS NULL AND a.payment_key IN (SELECT payment_key FROM aimed WHERE applied_minor IS NULL AND lines > 1)
    GROUP BY a.payment_key, i.invoice_key
),
asked AS (
    SELECT a.*,
        CASE
            WHEN a.applied_minor IS NOT NULL THEN a.applied_minor
            WHEN a.lines = 1 OR a.amount_minor < 0 THEN a.amount_minor
            ELSE LEAST(a.amount_minor, GREATEST(b.balance_minor + COALESCE(o.applied_minor, 0), 0))
        END AS line_minor
    FROM aimed AS a
    LEFT JOIN document_balance AS b ON b.invoice_key = a.invoice_key AND a.applied_minor IS NULL AND a.lines > 1
    LEFT JOIN own AS o ON o.invoice_key = a.invoice_key AND o.payment_key = a.payment_key
),
capped AS (
    SELECT *, SUM(ABS(line_minor)) OVER (PARTITION BY payment_key ORDER BY line_no) AS cumulative_minor
    FROM asked
    WHERE SIGN(line_minor) = SIGN(amount_minor) AND invoice_key IS NOT NULL
)
SELECT
    payment_key, invoice_key, part_no, received_on,
    SIGN(amount_minor) * (LEAST(cumulative_minor, ABS(amount_minor))
        - LEAST(cumulative_minor - ABS(line_minor), ABS(amount_minor))) AS line_minor
FROM capped;

CREATE TEMP TABLE credit_line AS
SELECT
    part.item_key AS credit_item_key, i.invoice_key, a.applied_on, a.amount_minor
FROM staged_credit_application AS a
JOIN customer AS c ON c.entity = a.entity AND c.customer_id = a.customer_id AND c.known_until IS NULL
JOIN invoice AS n
    ON n.customer_key = c.customer_key AND n.number = a.credit_number AND n.document_type = 'credit_note'
    AND n.known_until IS NULL
JOIN instalment AS part ON part.invoice_key = n.invoice_key AND part.known_until IS NULL
JOIN invoice AS i
    ON i.customer_key = c.customer_key AND i.number = a.number AND i.document_type = 'invoice'
    AND i.currency = n.currency AND i.fiscal_year = COALESCE(a.fiscal_year, i.fiscal_year) AND i.known_until IS NULL
WHERE a.amount_minor > 0
QUALIFY ROW_NUMBER() OVER (
    PARTITION BY a.entity, a.customer_id, a.credit_number, a.number, a.applied_on, a.amount_minor
    ORDER BY n.issued_on DESC, i.issued_on DESC
) = 1;

-- Known applications that this import decides again. What comes out the same keeps its row.
CREATE TEMP TABLE in_play AS
SELECT a.*, i.invoice_key
FROM application AS a
JOIN instalment AS i ON i.item_key = a.item_key AND i.known_until IS NULL
WHERE a.known_until IS NULL AND (
    a.payment_key IN (SELECT payment_key FROM payment_told)
    OR a.credit_item_key IN (SELECT credit_item_key FROM credit_line)
    OR i.invoice_key IN (SELECT invoice_key FROM relaid)
)
UNION ALL
-- Parts that are gone: the item has no current row any more.
SELECT a.*, old.invoice_key
FROM application AS a
JOIN (
    SELECT item_key, ANY_VALUE(invoice_key) AS invoice_key FROM instalment
    GROUP BY item_key HAVING COUNT(*) = COUNT(known_until)
) AS old ON old.item_key = a.item_key
WHERE a.known_until IS NULL;

CREATE TEMP TABLE claim AS
SELECT payment_key, CAST(NULL AS BIGINT) AS credit_item_key, FALSE AS is_inferred, CAST(NULL AS DATE) AS settled_after,
    invoice_key, part_no, received_on AS applied_on, line_minor AS amount_minor
FROM aimed_line
WHERE line_minor <> 0
UNION ALL
SELECT NULL, credit_item_key, FALSE, NULL, invoice_key, NULL, applied_on, amount_minor
FROM credit_line
UNION ALL
SELECT payment_key, credit_item_key, is_inferred, settled_after, invoice_key, NULL, applied_on, SUM(amount_minor)
FROM in_play
WHERE (payment_key IS NULL OR payment_key NOT IN (SELECT payment_key FROM payment_told))
    AND (credit_item_key IS NULL OR (credit_item_key, invoice_key, applied_on) NOT IN (
        SELECT (credit_item_key, invoice_key, applied_on) FROM credit_line
    ))
GROUP BY ALL;
