-- What a list of open items says without saying it: a lower balance, or no row at all, is a settlement between two
-- list dates; a document that is back on the list was never settled.

-- wanted_minor: what the list says is open. NULL: it is open, and the list does not say how much.
CREATE TEMP TABLE wanted AS
SELECT
    invoice_key, amount_minor, SIGN(amount_minor) AS side, TRUE AS is_named,
    CASE WHEN open_minor IS NOT NULL THEN SIGN(amount_minor) * LEAST(
        GREATEST(SIGN(amount_minor) * open_minor, 0), ABS(amount_minor)
    ) END AS wanted_minor
FROM told
WHERE settled_on IS NULL AND (open_minor IS NOT NULL OR getvariable('is_list'))
UNION ALL
SELECT i.invoice_key, i.amount_minor, SIGN(i.amount_minor), FALSE, 0
FROM invoice AS i
WHERE getvariable('is_list') AND i.known_until IS NULL
    AND i.entity IN (SELECT UNNEST(getvariable('entities')))
    AND i.issued_on <= getvariable('list_on')
    AND i.invoice_key NOT IN (SELECT invoice_key FROM told);

-- The list says more is open than we know: a settlement the source once reported is taken back,
CREATE TEMP TABLE taken_back AS
SELECT a.application_key, a.payment_key
FROM wanted AS w
JOIN document_balance AS b ON b.invoice_key = w.invoice_key
JOIN instalment AS i ON i.invoice_key = w.invoice_key AND i.known_until IS NULL
JOIN application AS a ON a.item_key = i.item_key AND a.known_until IS NULL
WHERE w.is_named AND ABS(w.wanted_minor) > ABS(b.balance_minor) AND a.payment_key < 0;

UPDATE application SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND application_key IN (SELECT application_key FROM taken_back);

UPDATE payment SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND payment_key IN (SELECT payment_key FROM taken_back);

-- and so is what was inferred, the latest first.
CREATE TEMP TABLE disproved AS
WITH excess AS (
    SELECT w.invoice_key, ABS(COALESCE(w.wanted_minor, w.amount_minor)) - ABS(b.balance_minor) AS excess_minor
    FROM wanted AS w
    JOIN document_balance AS b ON b.invoice_key = w.invoice_key
    WHERE w.is_named
)
SELECT a.*, e.excess_minor,
    SUM(ABS(a.amount_minor)) OVER (
        PARTITION BY e.invoice_key ORDER BY a.applied_on DESC, a.application_key DESC
    ) AS cumulative_minor
FROM excess AS e
JOIN instalment AS i ON i.invoice_key = e.invoice_key AND i.known_until IS NULL
JOIN application AS a ON a.item_key = i.item_key AND a.is_inferred AND a.known_until IS NULL
WHERE e.excess_minor > 0
QUALIFY cumulative_minor - ABS(a.amount_minor) < e.excess_minor;

UPDATE application SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND application_key IN (SELECT application_key FROM disproved);

INSERT INTO application BY NAME
SELECT
    application_key, item_key, payment_key, credit_item_key, applied_on, settled_after, TRUE AS is_inferred,
    SIGN(amount_minor) * (cumulative_minor - excess_minor) AS amount_minor, getvariable('import_id') AS known_from
FROM disproved
WHERE cumulative_minor > excess_minor;

-- The list says less is open: settled in the interval since the document was last known to be open.
CREATE TEMP TABLE inferred AS
WITH open_document AS (
    SELECT w.*, ABS(b.balance_minor) - ABS(w.wanted_minor) AS missing_minor
    FROM wanted AS w
    JOIN document_balance AS b ON b.invoice_key = w.invoice_key
    WHERE ABS(b.balance_minor) > ABS(w.wanted_minor)
),
parts AS (
    SELECT d.*, b.item_key, ABS(b.balance_minor) AS free_minor,
        SUM(ABS(b.balance_minor)) OVER (PARTITION BY d.invoice_key ORDER BY b.due_on, b.part_no) AS until_minor
    FROM open_document AS d
    JOIN item_balance AS b ON b.invoice_key = d.invoice_key
),
list AS (
    SELECT UNNEST(CAST(l.entities AS VARCHAR[])) AS entity, l.import_id, l.list_on
    FROM import_log AS l
    WHERE l.mode = 'snapshot' AND l.kind = 'ledger'
),
last_open AS (
    SELECT i.invoice_key, MAX(COALESCE(l.list_on, first.list_on)) AS settled_after
    FROM open_document AS d
    JOIN invoice AS i ON i.invoice_key = d.invoice_key AND i.known_until IS NULL
    JOIN import_log AS first ON first.import_id = i.import_id
    LEFT JOIN list AS l ON l.entity = i.entity AND l.import_id >= i.import_id AND l.list_on < getvariable('list_on')
    WHERE first.list_on < getvariable('list_on') OR l.list_on IS NOT NULL
    GROUP BY i.invoice_key
)
SELECT
    p.invoice_key, p.is_named, p.item_key, o.settled_after,
    p.side * (LEAST(p.until_minor, p.missing_minor) - LEAST(p.until_minor - p.free_minor, p.missing_minor)) AS amount_minor
FROM parts AS p
LEFT JOIN last_open AS o ON o.invoice_key = p.invoice_key
WHERE p.until_minor - p.free_minor < p.missing_minor AND p.free_minor > 0;

INSERT INTO application BY NAME
SELECT
    (SELECT COALESCE(MAX(application_key), 0) FROM application) + ROW_NUMBER() OVER (ORDER BY item_key) AS application_key,
    item_key, getvariable('list_on') AS applied_on, amount_minor, TRUE AS is_inferred, settled_after,
    getvariable('import_id') AS known_from
FROM inferred;

-- Money on account that an earlier list of the entity showed and this one does not: it was set against something or
-- paid back in between, so an equal amount goes out on the date of this list. Back on a later list, it never went.
CREATE TEMP TABLE cash_on_lists AS
SELECT p.*, p.amount_minor - COALESCE(a.applied_minor, 0) AS unapplied_minor, g.payment_key AS gone_key,
    p.payment_key IN (SELECT payment_key FROM payment_told) AS is_named
FROM payment AS p
JOIN import_log AS l ON l.import_id = p.import_id AND l.mode = 'snapshot' AND l.kind = 'ledger'
LEFT JOIN (
    SELECT payment_key, SUM(amount_minor) AS applied_minor FROM application
    WHERE known_until IS NULL GROUP BY payment_key
) AS a ON a.payment_key = p.payment_key
LEFT JOIN payment AS g
    ON g.entity = p.entity AND g.source_id = 'gone:' || p.source_id AND g.payment_key > 0 AND g.known_until IS NULL
WHERE p.known_until IS NULL AND p.payment_key > 0 AND NOT starts_with(p.source_id, 'gone:')
    AND p.entity IN (SELECT UNNEST(getvariable('entities')));

UPDATE payment SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND payment_key IN (SELECT gone_key FROM cash_on_lists WHERE is_named);

INSERT INTO payment BY NAME
SELECT
    (SELECT GREATEST(MAX(payment_key), 0) FROM payment) + ROW_NUMBER() OVER (ORDER BY payment_key) AS payment_key,
    customer_key, entity, 'gone:' || source_id AS source_id, getvariable('list_on') AS received_on,
    -unapplied_minor AS amount_minor, currency, method, reference, getvariable('import_id') AS import_id,
    0 AS source_row, getvariable('import_id') AS known_from
FROM cash_on_lists
WHERE getvariable('is_list') AND NOT is_named AND gone_key IS NULL AND unapplied_minor <> 0
    AND received_on <= getvariable('list_on');
