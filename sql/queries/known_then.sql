-- name: changed_positions(as_of, import_id, entity, currency, page_size, page_start)
-- One row per item or payment whose balance of a date is another by what is known now than by what was known up to an
-- import: one page of them, the largest change first, with the import that changed it and where the row stands in its
-- file. before_minor and after_minor are balances as the ledger has them (credits and cash negative), *_bucket where the
-- aging counts them; the count and the sum of all changes stand on every row. Reads only what a later import touched,
-- or what hangs together with it: nothing else can differ.
-- Relations: moments(moment, import_id), 'then' and 'now'; spans(bucket, first_on, last_on).
WITH late_invoice AS (
    SELECT i.invoice_key AS invoice_key
    FROM invoice AS i
    WHERE i.known_from > CAST(:import_id AS INTEGER) OR i.known_until > CAST(:import_id AS INTEGER)
),

late_application AS (
    SELECT a.item_key AS item_key, a.credit_item_key AS credit_item_key, a.payment_key AS payment_key
    FROM application AS a
    WHERE a.known_from > CAST(:import_id AS INTEGER) OR a.known_until > CAST(:import_id AS INTEGER)
),

touched_item AS (
    SELECT n.item_key AS item_key
    FROM instalment AS n
    WHERE n.known_from > CAST(:import_id AS INTEGER)
        OR n.known_until > CAST(:import_id AS INTEGER)
        OR n.invoice_key IN (SELECT l.invoice_key FROM late_invoice AS l)
    UNION
    SELECT l.item_key AS item_key
    FROM late_application AS l
    UNION
    SELECT l.credit_item_key AS item_key
    FROM late_application AS l
    WHERE l.credit_item_key IS NOT NULL
),

touched_payment AS (
    SELECT p.payment_key AS payment_key
    FROM payment AS p
    WHERE p.known_from > CAST(:import_id AS INTEGER) OR p.known_until > CAST(:import_id AS INTEGER)
    UNION
    SELECT l.payment_key AS payment_key
    FROM late_application AS l
    WHERE l.payment_key IS NOT NULL
),

linked AS (
    SELECT a.item_key AS item_key, a.credit_item_key AS credit_item_key, a.payment_key AS payment_key
    FROM application AS a
    WHERE a.item_key IN (SELECT t.item_key FROM touched_item AS t)
        OR a.credit_item_key IN (SELECT t.item_key FROM touched_item AS t)
        OR a.payment_key IN (SELECT t.payment_key FROM touched_payment AS t)
),

asked_item AS (
    SELECT t.item_key AS item_key FROM touched_item AS t
    UNION
    SELECT l.item_key AS item_key FROM linked AS l
    UNION
    SELECT l.credit_item_key AS item_key FROM linked AS l WHERE l.credit_item_key IS NOT NULL
),

asked_payment AS (
    SELECT t.payment_key AS payment_key FROM touched_payment AS t
    UNION
    SELECT l.payment_key AS payment_key FROM linked AS l WHERE l.payment_key IS NOT NULL
),

applied AS (
    SELECT
        m.moment AS moment,
        a.item_key AS item_key,
        a.credit_item_key AS credit_item_key,
        a.payment_key AS payment_key,
        a.applied_on AS applied_on,
        a.amount_minor AS amount_minor,
        a.known_from AS known_from
    FROM application AS a
    INNER JOIN moments AS m
        ON a.known_from <= m.import_id AND (a.known_until IS NULL OR a.known_until > m.import_id)
    WHERE a.item_key IN (SELECT t.item_key FROM asked_item AS t)
        OR a.credit_item_key IN (SELECT t.item_key FROM asked_item AS t)
        OR a.payment_key IN (SELECT t.payment_key FROM asked_payment AS t)
),

named_item AS (
    SELECT t.item_key AS item_key FROM asked_item AS t
    UNION
    SELECT a.item_key AS item_key FROM applied AS a
    UNION
    SELECT a.credit_item_key AS item_key FROM applied AS a WHERE a.credit_item_key IS NOT NULL
),

issued AS (
    SELECT
        m.moment AS moment,
        n.item_key AS item_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.document_type AS document_type,
        i.number AS number,
        n.part_no AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        n.due_on AS due_on,
        n.amount_minor AS amount_minor,
        i.import_id AS import_id,
        i.source_row AS source_row,
        GREATEST(n.known_from, i.known_from) AS known_from
    FROM instalment AS n
    INNER JOIN moments AS m
        ON n.known_from <= m.import_id AND (n.known_until IS NULL OR n.known_until > m.import_id)
    INNER JOIN invoice AS i
        ON i.invoice_key = n.invoice_key
        AND i.known_from <= m.import_id AND (i.known_until IS NULL OR i.known_until > m.import_id)
    WHERE n.item_key IN (SELECT t.item_key FROM named_item AS t)
),

received AS (
    SELECT
        m.moment AS moment,
        p.payment_key AS payment_key,
        p.customer_key AS customer_key,
        p.entity AS entity,
        p.source_id AS number,
        p.currency AS currency,
        p.received_on AS received_on,
        p.amount_minor AS amount_minor,
        p.import_id AS import_id,
        p.source_row AS source_row,
        p.known_from AS known_from
    FROM payment AS p
    INNER JOIN moments AS m
        ON p.known_from <= m.import_id AND (p.known_until IS NULL OR p.known_until > m.import_id)
    WHERE p.payment_key IN (SELECT t.payment_key FROM asked_payment AS t)
        OR p.payment_key IN (SELECT a.payment_key FROM applied AS a)
),

dated AS (
    SELECT
        a.moment AS moment,
        a.item_key AS item_key,
        a.credit_item_key AS credit_item_key,
        a.payment_key AS payment_key,
        a.amount_minor AS amount_minor,
        a.known_from AS known_from,
        GREATEST(
            a.applied_on, i.issued_on, COALESCE(c.issued_on, i.issued_on), COALESCE(p.received_on, i.issued_on)
        ) AS applied_on
    FROM applied AS a
    INNER JOIN issued AS i ON i.item_key = a.item_key AND i.moment = a.moment
    LEFT JOIN issued AS c ON c.item_key = a.credit_item_key AND c.moment = a.moment
    LEFT JOIN received AS p ON p.payment_key = a.payment_key AND p.moment = a.moment
),

settled AS (
    SELECT d.moment AS moment, d.item_key AS item_key, -d.amount_minor AS delta_minor, d.known_from AS known_from
    FROM dated AS d
    WHERE d.applied_on <= CAST(:as_of AS DATE)
    UNION ALL
    SELECT d.moment AS moment, d.credit_item_key AS item_key, d.amount_minor AS delta_minor, d.known_from AS known_from
    FROM dated AS d
    WHERE d.applied_on <= CAST(:as_of AS DATE) AND d.credit_item_key IS NOT NULL
),

settled_item AS (
    SELECT
        s.moment AS moment, s.item_key AS item_key, SUM(s.delta_minor) AS delta_minor, MAX(s.known_from) AS known_from
    FROM settled AS s
    GROUP BY s.moment, s.item_key
),

used AS (
    SELECT
        d.moment AS moment, d.payment_key AS payment_key, SUM(d.amount_minor) AS used_minor, MAX(d.known_from) AS known_from
    FROM dated AS d
    WHERE d.applied_on <= CAST(:as_of AS DATE) AND d.payment_key IS NOT NULL
    GROUP BY d.moment, d.payment_key
),

positions AS (
    SELECT
        i.moment AS moment,
        i.item_key AS item_key,
        CAST(NULL AS BIGINT) AS payment_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.document_type AS document_type,
        i.number AS number,
        i.part_no AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.amount_minor AS amount_minor,
        CASE WHEN i.issued_on <= CAST(:as_of AS DATE) THEN i.amount_minor + COALESCE(s.delta_minor, 0) ELSE 0 END
            AS balance_minor,
        i.import_id AS import_id,
        i.source_row AS source_row,
        GREATEST(i.known_from, COALESCE(s.known_from, i.known_from)) AS known_from
    FROM issued AS i
    LEFT JOIN settled_item AS s ON s.item_key = i.item_key AND s.moment = i.moment
    WHERE i.item_key IN (SELECT t.item_key FROM asked_item AS t)
    UNION ALL
    SELECT
        p.moment AS moment,
        CAST(NULL AS BIGINT) AS item_key,
        p.payment_key AS payment_key,
        p.customer_key AS customer_key,
        p.entity AS entity,
        'cash' AS document_type,
        p.number AS number,
        1 AS part_no,
        p.currency AS currency,
        p.received_on AS issued_on,
        p.received_on AS due_on,
        -p.amount_minor AS amount_minor,
        CASE WHEN p.received_on <= CAST(:as_of AS DATE) THEN -(p.amount_minor - COALESCE(u.used_minor, 0)) ELSE 0 END
            AS balance_minor,
        p.import_id AS import_id,
        p.source_row AS source_row,
        GREATEST(p.known_from, COALESCE(u.known_from, p.known_from)) AS known_from
    FROM received AS p
    LEFT JOIN used AS u ON u.payment_key = p.payment_key AND u.moment = p.moment
    WHERE p.payment_key IN (SELECT t.payment_key FROM asked_payment AS t)
),

aged AS (
    SELECT
        p.*,
        CASE WHEN p.document_type = 'invoice' THEN b.bucket ELSE 'unallocated' END AS bucket
    FROM positions AS p
    LEFT JOIN spans AS b ON p.document_type = 'invoice' AND p.due_on BETWEEN b.first_on AND b.last_on
),

compared AS (
    SELECT
        COALESCE(n.item_key, t.item_key) AS item_key,
        COALESCE(n.payment_key, t.payment_key) AS payment_key,
        COALESCE(n.customer_key, t.customer_key) AS customer_key,
        COALESCE(n.entity, t.entity) AS entity,
        COALESCE(n.document_type, t.document_type) AS document_type,
        COALESCE(n.number, t.number) AS number,
        COALESCE(n.part_no, t.part_no) AS part_no,
        COALESCE(n.currency, t.currency) AS currency,
        COALESCE(n.issued_on, t.issued_on) AS issued_on,
        COALESCE(n.due_on, t.due_on) AS due_on,
        COALESCE(t.balance_minor, 0) AS before_minor,
        COALESCE(n.balance_minor, 0) AS after_minor,
        COALESCE(t.bucket, n.bucket) AS before_bucket,
        COALESCE(n.bucket, t.bucket) AS after_bucket,
        CASE
            WHEN t.moment IS NULL THEN 'added'
            WHEN n.moment IS NULL THEN 'gone'
            WHEN t.issued_on <> n.issued_on THEN 'moved'
            WHEN t.amount_minor <> n.amount_minor THEN 'corrected'
            WHEN t.balance_minor <> n.balance_minor THEN 'settled'
            ELSE 'due_date'
        END AS change,
        COALESCE(n.known_from, t.known_from) AS changed_by,
        COALESCE(n.import_id, t.import_id) AS import_id,
        COALESCE(n.source_row, t.source_row) AS source_row
    FROM (SELECT a.* FROM aged AS a WHERE a.moment = 'then') AS t
    FULL OUTER JOIN (SELECT a.* FROM aged AS a WHERE a.moment = 'now') AS n
        ON n.document_type = t.document_type
        AND COALESCE(n.item_key, 0) = COALESCE(t.item_key, 0)
        AND COALESCE(n.payment_key, 0) = COALESCE(t.payment_key, 0)
),

changes AS (
    SELECT
        c.*,
        COUNT(*) OVER () AS all_rows,
        CAST(SUM(c.after_minor - c.before_minor) OVER () AS BIGINT) AS all_minor,
        ROW_NUMBER() OVER (
            ORDER BY
                ABS(c.after_minor - c.before_minor) DESC, c.issued_on ASC, c.item_key ASC NULLS LAST,
                c.payment_key ASC NULLS LAST
        ) AS place
    FROM compared AS c
    WHERE (c.before_minor <> c.after_minor OR (c.before_bucket <> c.after_bucket AND c.after_minor <> 0))
        AND (CAST(:entity AS VARCHAR) IS NULL OR c.entity = :entity)
        AND (CAST(:currency AS VARCHAR) IS NULL OR c.currency = :currency)
)

SELECT
    c.item_key AS item_key,
    c.payment_key AS payment_key,
    c.customer_key AS customer_key,
    c.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    c.document_type AS document_type,
    c.number AS number,
    c.part_no AS part_no,
    c.currency AS currency,
    c.issued_on AS issued_on,
    c.due_on AS due_on,
    CAST(c.before_minor AS BIGINT) AS before_minor,
    CAST(c.after_minor AS BIGINT) AS after_minor,
    CAST(c.after_minor - c.before_minor AS BIGINT) AS change_minor,
    c.before_bucket AS before_bucket,
    c.after_bucket AS after_bucket,
    c.change AS change,
    c.changed_by AS changed_by,
    l.imported_at AS changed_at,
    l.list_on AS list_on,
    l.file_name AS changed_by_file,
    c.import_id AS import_id,
    c.source_row AS source_row,
    f.file_name AS file_name,
    c.all_rows AS all_rows,
    c.all_minor AS all_minor
FROM changes AS c
LEFT JOIN customer AS k ON k.customer_key = c.customer_key AND k.known_until IS NULL
LEFT JOIN party AS n ON n.customer_key = c.customer_key
LEFT JOIN import_log AS l ON l.import_id = c.changed_by
LEFT JOIN import_log AS f ON f.import_id = c.import_id
WHERE c.place > :page_start AND c.place <= :page_start + :page_size
ORDER BY c.place

-- name: changed_sales(after_on, until_on, import_id, entity, currency, page_size, page_start)
-- One row per document, or month of a sales file, whose part in the sales of some days is another by what is known now
-- than by what was known up to an import: one page, the largest change first; count and sum of all on every row. Where a
-- sales file says something else about a month than then, the month is one row: what counted in it then, and now.
-- Relation: moments(moment, import_id), 'then' and 'now'.
WITH stated AS (
    SELECT
        m.moment AS moment,
        s.entity AS entity,
        s.currency AS currency,
        s.month AS month,
        CAST(s.month + INTERVAL '1' MONTH AS DATE) AS next_month,
        s.sales_minor AS sales_minor,
        s.known_from AS known_from,
        s.import_id AS import_id,
        s.source_row AS source_row
    FROM sales_month AS s
    INNER JOIN moments AS m
        ON s.known_from <= m.import_id AND (s.known_until IS NULL OR s.known_until > m.import_id)
    WHERE s.month > CAST(:after_on AS DATE) AND s.month <= CAST(:until_on AS DATE)
),

restated AS (
    SELECT DISTINCT s.entity AS entity, s.currency AS currency, s.month AS month, s.next_month AS next_month
    FROM stated AS s
    WHERE s.moment = 'now' AND s.known_from > CAST(:import_id AS INTEGER)
),

issued AS (
    SELECT
        m.moment AS moment,
        i.invoice_key AS invoice_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.document_type AS document_type,
        i.number AS number,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.amount_minor AS amount_minor,
        i.known_from AS known_from,
        i.import_id AS import_id,
        i.source_row AS source_row
    FROM invoice AS i
    INNER JOIN moments AS m
        ON i.known_from <= m.import_id AND (i.known_until IS NULL OR i.known_until > m.import_id)
    WHERE i.issued_on > CAST(:after_on AS DATE) AND i.issued_on <= CAST(:until_on AS DATE)
),

counted AS (
    SELECT i.*
    FROM issued AS i
    LEFT JOIN stated AS s
        ON s.moment = i.moment AND s.entity = i.entity AND s.currency = i.currency
        AND i.issued_on >= s.month AND i.issued_on < s.next_month
    WHERE s.entity IS NULL
),

apart AS (
    SELECT c.*
    FROM counted AS c
    LEFT JOIN restated AS r
        ON r.entity = c.entity AND r.currency = c.currency AND c.issued_on >= r.month AND c.issued_on < r.next_month
    WHERE r.entity IS NULL
),

monthly AS (
    SELECT
        r.entity AS entity,
        r.currency AS currency,
        r.month AS month,
        SUM(c.amount_minor) AS sales_minor
    FROM counted AS c
    INNER JOIN restated AS r
        ON r.entity = c.entity AND r.currency = c.currency AND c.issued_on >= r.month AND c.issued_on < r.next_month
    WHERE c.moment = 'then'
    GROUP BY r.entity, r.currency, r.month
),

compared AS (
    SELECT
        COALESCE(n.customer_key, t.customer_key) AS customer_key,
        COALESCE(n.entity, t.entity) AS entity,
        COALESCE(n.document_type, t.document_type) AS document_type,
        COALESCE(n.number, t.number) AS number,
        COALESCE(n.currency, t.currency) AS currency,
        COALESCE(n.issued_on, t.issued_on) AS issued_on,
        COALESCE(n.due_on, t.due_on) AS due_on,
        COALESCE(t.amount_minor, 0) AS before_minor,
        COALESCE(n.amount_minor, 0) AS after_minor,
        CASE WHEN t.moment IS NULL THEN 'added' WHEN n.moment IS NULL THEN 'moved' ELSE 'corrected' END AS change,
        COALESCE(n.known_from, t.known_from) AS changed_by,
        COALESCE(n.import_id, t.import_id) AS import_id,
        COALESCE(n.source_row, t.source_row) AS source_row
    FROM (SELECT a.* FROM apart AS a WHERE a.moment = 'then') AS t
    FULL OUTER JOIN (SELECT a.* FROM apart AS a WHERE a.moment = 'now') AS n ON n.invoice_key = t.invoice_key
    UNION ALL
    SELECT
        CAST(NULL AS BIGINT) AS customer_key,
        r.entity AS entity,
        'sales_file' AS document_type,
        CAST(r.month AS VARCHAR) AS number,
        r.currency AS currency,
        r.month AS issued_on,
        r.month AS due_on,
        COALESCE(b.sales_minor, m.sales_minor, 0) AS before_minor,
        n.sales_minor AS after_minor,
        'corrected' AS change,
        n.known_from AS changed_by,
        n.import_id AS import_id,
        n.source_row AS source_row
    FROM restated AS r
    INNER JOIN stated AS n
        ON n.moment = 'now' AND n.entity = r.entity AND n.currency = r.currency AND n.month = r.month
    LEFT JOIN stated AS b
        ON b.moment = 'then' AND b.entity = r.entity AND b.currency = r.currency AND b.month = r.month
    LEFT JOIN monthly AS m ON m.entity = r.entity AND m.currency = r.currency AND m.month = r.month
),

changes AS (
    SELECT
        c.*,
        COUNT(*) OVER () AS all_rows,
        CAST(SUM(c.after_minor - c.before_minor) OVER () AS BIGINT) AS all_minor,
        ROW_NUMBER() OVER (
            ORDER BY ABS(c.after_minor - c.before_minor) DESC, c.issued_on ASC, c.number ASC, c.customer_key ASC NULLS LAST
        ) AS place
    FROM compared AS c
    WHERE c.before_minor <> c.after_minor
        AND (CAST(:entity AS VARCHAR) IS NULL OR c.entity = :entity)
        AND (CAST(:currency AS VARCHAR) IS NULL OR c.currency = :currency)
)

SELECT
    c.customer_key AS customer_key,
    c.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    c.document_type AS document_type,
    c.number AS number,
    1 AS part_no,
    c.currency AS currency,
    c.issued_on AS issued_on,
    c.due_on AS due_on,
    CAST(c.before_minor AS BIGINT) AS before_minor,
    CAST(c.after_minor AS BIGINT) AS after_minor,
    CAST(c.after_minor - c.before_minor AS BIGINT) AS change_minor,
    c.change AS change,
    c.changed_by AS changed_by,
    l.imported_at AS changed_at,
    l.list_on AS list_on,
    l.file_name AS changed_by_file,
    c.import_id AS import_id,
    c.source_row AS source_row,
    f.file_name AS file_name,
    c.all_rows AS all_rows,
    c.all_minor AS all_minor
FROM changes AS c
LEFT JOIN customer AS k ON k.customer_key = c.customer_key AND k.known_until IS NULL
LEFT JOIN party AS n ON n.customer_key = c.customer_key
LEFT JOIN import_log AS l ON l.import_id = c.changed_by
LEFT JOIN import_log AS f ON f.import_id = c.import_id
WHERE c.place > :page_start AND c.place <= :page_start + :page_size
ORDER BY c.place

-- name: entities_known(ends_on)
-- One row per entity: the last day any file that names it speaks of, and whether the book has a document or payment of
-- that day or before. Says whether a month of it can be closed.
WITH held AS (
    SELECT i.entity AS entity, i.issued_on AS first_on
    FROM item AS i
    UNION ALL
    SELECT c.entity AS entity, c.received_on AS first_on
    FROM cash AS c
),

first AS (
    SELECT h.entity AS entity, MIN(h.first_on) AS first_on
    FROM held AS h
    GROUP BY h.entity
),

told AS (
    SELECT f.entity AS entity, MAX(l.list_on) AS last_on
    FROM first AS f
    INNER JOIN import_log AS l ON l.kind IN ('ledger', 'payments') AND CAST(l.entities AS VARCHAR) LIKE '%"' || f.entity || '"%'
    GROUP BY f.entity
)

SELECT
    f.entity AS entity,
    f.first_on AS first_on,
    t.last_on AS last_on,
    f.first_on <= CAST(:ends_on AS DATE) AS has_rows
FROM first AS f
LEFT JOIN told AS t ON t.entity = f.entity
ORDER BY entity
