-- name: import_ties()
-- One row per import, entity and currency: rows and amounts of the file, refused ones apart, beside what the book had of
-- the same documents or payments after that import; newest first. file_minor is the file's own total of that currency, and
-- stands where one entity has all of it. An import made before this was kept has no row.
SELECT
    t.import_id AS import_id,
    l.imported_at AS imported_at,
    l.list_on AS list_on,
    l.mode AS mode,
    l.kind AS kind,
    l.file_name AS file_name,
    l.imported_by AS imported_by,
    l.file_totals AS file_totals,
    t.entity AS entity,
    t.currency AS currency,
    t.rows_read AS rows_read,
    t.accepted AS accepted,
    t.quarantined AS quarantined,
    t.unreadable AS unreadable,
    t.accepted_minor AS accepted_minor,
    t.accepted_open_minor AS accepted_open_minor,
    t.quarantined_minor AS quarantined_minor,
    t.book_rows AS book_rows,
    t.book_minor AS book_minor
FROM import_total AS t
INNER JOIN import_log AS l ON l.import_id = t.import_id
ORDER BY import_id DESC, entity, currency

-- name: refused_rows(import_id, entity, currency, page_size, page_start)
-- One row per refused row of one import (or of all, without one), entity and currency, the largest first: what could be
-- read of it, why it was refused, and its line; count and sum of all on every row.
SELECT
    q.import_id AS import_id,
    q.source_row AS source_row,
    l.file_name AS file_name,
    q.reason AS reason,
    q.entity AS entity,
    q.customer_id AS customer_id,
    q.number AS number,
    q.currency AS currency,
    q.row_on AS row_on,
    q.amount_minor AS amount_minor,
    q.open_minor AS open_minor,
    COUNT(*) OVER () AS all_rows,
    CAST(COALESCE(SUM(q.amount_minor) OVER (), 0) AS BIGINT) AS all_minor
FROM quarantine AS q
INNER JOIN import_log AS l ON l.import_id = q.import_id
WHERE (CAST(:import_id AS INTEGER) IS NULL OR q.import_id = :import_id)
    AND (CAST(:entity AS VARCHAR) IS NULL OR COALESCE(q.entity, '') = :entity)
    AND (CAST(:currency AS VARCHAR) IS NULL OR COALESCE(q.currency, '') = :currency)
ORDER BY ABS(COALESCE(q.amount_minor, 0)) DESC, q.import_id DESC, q.source_row ASC
LIMIT CAST(:page_size AS INTEGER) OFFSET CAST(:page_start AS INTEGER)

-- name: only_in_file(ends_on, entity, currency, page_size, page_start)
-- One row per refused row of a ledger or payments file, dated by a month-end, whose document or payment no later file
-- brought into the book: the general ledger has it and the book does not. value_minor is what it adds to the balance: the
-- open amount of an invoice (the amount, where the file does not say), a payment with a minus. Of a row that was refused
-- again and again the last one counts. Count and sum of all stand on every row, the largest first.
WITH refused AS (
    SELECT
        q.import_id AS import_id,
        q.source_row AS source_row,
        l.file_name AS file_name,
        l.kind AS kind,
        q.reason AS reason,
        q.entity AS entity,
        q.customer_id AS customer_id,
        q.number AS number,
        q.currency AS currency,
        q.row_on AS row_on,
        q.amount_minor AS amount_minor,
        CASE WHEN l.kind = 'payments' THEN -q.amount_minor ELSE COALESCE(q.open_minor, q.amount_minor) END AS value_minor,
        ROW_NUMBER() OVER (
            PARTITION BY
                l.kind, q.entity, q.customer_id, q.currency,
                COALESCE(q.number, CAST(q.row_on AS VARCHAR) || '/' || CAST(q.amount_minor AS VARCHAR))
            ORDER BY q.import_id DESC, q.source_row ASC
        ) AS turn
    FROM quarantine AS q
    INNER JOIN import_log AS l ON l.import_id = q.import_id
    WHERE l.kind IN ('ledger', 'payments')
        AND q.entity = :entity
        AND q.currency = :currency
        AND (q.row_on IS NULL OR q.row_on <= CAST(:ends_on AS DATE))
        AND (q.row_on IS NOT NULL OR l.list_on <= CAST(:ends_on AS DATE))
),

missing AS (
    SELECT r.*
    FROM refused AS r
    WHERE r.turn = 1
        AND COALESCE(r.value_minor, 0) <> 0
        AND (
            r.kind = 'payments'
            OR NOT EXISTS (
                SELECT 1
                FROM invoice AS i
                WHERE i.entity = r.entity AND i.number = r.number AND i.currency = r.currency AND i.known_until IS NULL
            )
        )
),

page AS (
    SELECT
        m.*,
        COUNT(*) OVER () AS all_rows,
        CAST(SUM(m.value_minor) OVER () AS BIGINT) AS all_minor,
        ROW_NUMBER() OVER (ORDER BY ABS(m.value_minor) DESC, m.import_id DESC, m.source_row ASC) AS place
    FROM missing AS m
)

SELECT
    p.entity AS entity,
    p.customer_id AS customer_id,
    COALESCE(n.name, p.customer_id) AS name,
    CASE WHEN p.kind = 'payments' THEN 'cash' ELSE 'invoice' END AS document_type,
    COALESCE(p.number, '') AS number,
    1 AS part_no,
    p.currency AS currency,
    p.row_on AS issued_on,
    CAST(NULL AS DATE) AS due_on,
    p.amount_minor AS amount_minor,
    CAST(p.value_minor AS BIGINT) AS value_minor,
    p.import_id AS import_id,
    p.source_row AS source_row,
    p.file_name AS file_name,
    p.reason AS reason,
    p.all_rows AS all_rows,
    p.all_minor AS all_minor
FROM page AS p
LEFT JOIN customer AS k ON k.entity = p.entity AND k.customer_id = p.customer_id AND k.known_until IS NULL
LEFT JOIN party AS n ON n.customer_key = k.customer_key
WHERE p.place > :page_start AND p.place <= :page_start + :page_size
ORDER BY p.place

-- name: gone_from_a_list(ends_on, entity, currency, page_size, page_start)
-- One row per item open in the book on a month-end that a later list no longer names, while the list before it was of the
-- month-end or earlier: it may have been settled before the month ended, and be open in the book only. Count and sum of
-- all stand on every row, the largest first.
WITH uncertain AS (
    SELECT a.item_key AS item_key, SUM(a.amount_minor) AS value_minor, MAX(a.applied_on) AS gone_on, MAX(a.known_from) AS known_from
    FROM application AS a
    WHERE a.known_until IS NULL
        AND a.is_inferred
        AND a.applied_on > CAST(:ends_on AS DATE)
        AND a.settled_after < CAST(:ends_on AS DATE)
    GROUP BY a.item_key
),

held AS (
    SELECT
        i.item_key AS item_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.document_type AS document_type,
        i.number AS number,
        i.part_no AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.amount_minor AS amount_minor,
        u.value_minor AS value_minor,
        u.gone_on AS gone_on,
        i.import_id AS import_id,
        i.source_row AS source_row
    FROM uncertain AS u
    INNER JOIN item AS i ON i.item_key = u.item_key
    WHERE i.issued_on <= CAST(:ends_on AS DATE) AND i.entity = :entity AND i.currency = :currency
),

page AS (
    SELECT
        h.*,
        COUNT(*) OVER () AS all_rows,
        CAST(SUM(h.value_minor) OVER () AS BIGINT) AS all_minor,
        ROW_NUMBER() OVER (ORDER BY ABS(h.value_minor) DESC, h.item_key ASC) AS place
    FROM held AS h
)

SELECT
    p.customer_key AS customer_key,
    p.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    p.document_type AS document_type,
    p.number AS number,
    p.part_no AS part_no,
    p.currency AS currency,
    p.issued_on AS issued_on,
    p.due_on AS due_on,
    p.gone_on AS gone_on,
    CAST(p.amount_minor AS BIGINT) AS amount_minor,
    CAST(p.value_minor AS BIGINT) AS value_minor,
    p.import_id AS import_id,
    p.source_row AS source_row,
    l.file_name AS file_name,
    p.all_rows AS all_rows,
    p.all_minor AS all_minor
FROM page AS p
INNER JOIN customer AS k ON k.customer_key = p.customer_key AND k.known_until IS NULL
INNER JOIN party AS n ON n.customer_key = p.customer_key
LEFT JOIN import_log AS l ON l.import_id = p.import_id
WHERE p.place > :page_start AND p.place <= :page_start + :page_size
ORDER BY p.place

-- name: known_by(ends_on)
-- One row: the last import whose file speaks of a day up to a month-end, NULL when the first file is of a later day. What
-- came after it was not known when the month ended.
SELECT MAX(l.import_id) AS import_id
FROM import_log AS l
WHERE l.list_on <= CAST(:ends_on AS DATE)

-- name: lists_of(ends_on)
-- One row per entity and currency of a full list of open items of that very day: what the list itself adds up to.
SELECT
    t.entity AS entity,
    t.currency AS currency,
    l.import_id AS import_id,
    l.file_name AS file_name,
    t.accepted_open_minor AS list_minor
FROM import_total AS t
INNER JOIN import_log AS l ON l.import_id = t.import_id
WHERE l.kind = 'ledger' AND l.mode = 'snapshot' AND l.list_on = CAST(:ends_on AS DATE) AND t.accepted_open_minor IS NOT NULL
ORDER BY import_id, entity, currency
