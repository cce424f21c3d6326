-- name: replay_span()
-- One row: the first day on which a document of the book was issued, NULL in a book without any.
SELECT MIN(i.issued_on) AS first_on
FROM item AS i

-- name: reminders_judged()
-- One row per row of the relation reminded(place, item_key, reminded_on, until_on): what is known now of that item on the day
-- before it was reminded, what came in from that day to until_on, and what was contested then; *_by is the last import that told
-- of it. What ended on the very day it was reminded does not count as contested. Marks of the source are those of the latest list of before that day. What is collected is known per document: it is
-- counted with the first part only.
WITH asked AS (
    SELECT
        r.place AS place,
        r.reminded_on AS reminded_on,
        r.until_on AS until_on,
        i.item_key AS item_key,
        i.invoice_key AS invoice_key,
        i.part_no AS part_no,
        i.issued_on AS issued_on,
        i.amount_minor AS amount_minor
    FROM reminded AS r
    INNER JOIN item AS i ON r.item_key = i.item_key
),

moved AS (
    SELECT
        a.place AS place,
        SUM(CASE WHEN s.applied_on < a.reminded_on THEN s.delta_minor ELSE 0 END) AS before_minor,
        SUM(CASE WHEN s.applied_on <= a.until_on THEN s.delta_minor ELSE 0 END) AS until_minor,
        SUM(
            CASE
                WHEN s.applied_on >= a.reminded_on AND s.applied_on <= a.until_on AND NOT s.is_credited
                    THEN -s.delta_minor ELSE 0
            END
        ) AS paid_minor,
        MAX(CASE WHEN s.applied_on < a.reminded_on THEN s.applied_on END) AS settled_on
    FROM asked AS a
    INNER JOIN settlement AS s ON a.item_key = s.item_key
    GROUP BY a.place
),

told AS (
    SELECT
        a.place AS place,
        MAX(p.known_from) AS settled_by
    FROM asked AS a
    INNER JOIN application AS p ON a.item_key = p.item_key
    WHERE p.known_until IS NULL AND p.applied_on < a.reminded_on
    GROUP BY a.place
),

contested AS (
    SELECT
        a.place AS place,
        LEAST(
            SUM(CASE WHEN d.moved_on < a.reminded_on THEN d.delta_minor ELSE 0 END),
            SUM(CASE WHEN d.moved_on <= a.reminded_on THEN d.delta_minor ELSE 0 END)
        ) AS before_minor,
        SUM(CASE WHEN d.moved_on <= a.until_on THEN d.delta_minor ELSE 0 END) AS until_minor
    FROM asked AS a
    INNER JOIN dispute_movement AS d ON a.item_key = d.item_key
    GROUP BY a.place
),

disputed AS (
    SELECT
        a.place AS place,
        MIN(d.opened_on) AS disputed_on,
        MAX(d.known_from) AS disputed_by
    FROM asked AS a
    INNER JOIN dispute AS d ON a.invoice_key = d.invoice_key
    WHERE d.known_until IS NULL AND d.opened_on < a.reminded_on
    GROUP BY a.place
),

marked AS (
    SELECT
        a.place AS place,
        v.in_transit_minor AS in_transit_minor,
        v.blocked_until AS blocked_until,
        v.is_at_agency AS is_at_agency,
        v.known_from AS marked_by,
        l.list_on AS marked_on,
        ROW_NUMBER() OVER (PARTITION BY a.place ORDER BY l.list_on DESC, v.known_from DESC) AS turn
    FROM asked AS a
    INNER JOIN invoice AS v ON a.invoice_key = v.invoice_key
    INNER JOIN import_log AS l ON v.known_from = l.import_id
    WHERE l.list_on < a.reminded_on
)

SELECT
    a.place AS place,
    CAST(CASE WHEN a.issued_on < a.reminded_on THEN a.amount_minor + COALESCE(m.before_minor, 0) ELSE a.amount_minor END AS BIGINT)
        AS balance_before_minor,
    CAST(a.amount_minor + COALESCE(m.until_minor, 0) AS BIGINT) AS balance_until_minor,
    CAST(COALESCE(m.paid_minor, 0) AS BIGINT) AS paid_minor,
    m.settled_on AS settled_on,
    t.settled_by AS settled_by,
    CAST(COALESCE(c.before_minor, 0) AS BIGINT) AS disputed_before_minor,
    CAST(COALESCE(c.until_minor, 0) AS BIGINT) AS disputed_until_minor,
    d.disputed_on AS disputed_on,
    COALESCE(d.disputed_by, k.marked_by) AS disputed_by,
    CAST(CASE WHEN a.part_no = 1 THEN COALESCE(k.in_transit_minor, 0) ELSE 0 END AS BIGINT) AS in_transit_minor,
    k.blocked_until AS blocked_until,
    CASE WHEN k.is_at_agency THEN 1 ELSE 0 END AS is_at_agency,
    k.marked_on AS marked_on,
    k.marked_by AS marked_by
FROM asked AS a
LEFT JOIN moved AS m ON a.place = m.place
LEFT JOIN told AS t ON a.place = t.place
LEFT JOIN contested AS c ON a.place = c.place
LEFT JOIN disputed AS d ON a.place = d.place
LEFT JOIN marked AS k ON a.place = k.place AND k.turn = 1
ORDER BY a.place

-- name: history_items()
-- One row per item that a row of the relation history(place, entity, customer_id, number, reminded_on) may have been about; items
-- are NULL for a customer that has no such document. Without an entity the customer may be any company's; without a number the
-- row is about all that was past due on the day before, as far as it was not closed more than a year earlier.
SELECT
    h.place AS place,
    c.customer_key AS customer_key,
    c.entity AS entity,
    c.customer_id AS customer_id,
    i.item_key AS item_key,
    i.number AS number,
    i.currency AS currency,
    i.due_on AS due_on
FROM history AS h
INNER JOIN customer AS c
    ON h.customer_id = c.customer_id AND c.known_until IS NULL AND (h.entity IS NULL OR h.entity = c.entity)
LEFT JOIN item AS i
    ON c.customer_key = i.customer_key
    AND i.document_type = 'invoice'
    AND (
        (h.number IS NOT NULL AND i.number = h.number)
        OR (
            h.number IS NULL
            AND i.due_on < h.reminded_on
            AND (i.closed_on IS NULL OR DATE_DIFF('day', i.closed_on, h.reminded_on) <= 366)
        )
    )
ORDER BY h.place, c.customer_key, i.item_key

-- name: names_of()
-- One row per customer of the relation asked(customer_key): the name, which results of replays do not hold.
SELECT
    a.customer_key AS customer_key,
    p.name AS name
FROM asked AS a
INNER JOIN party AS p ON a.customer_key = p.customer_key
ORDER BY a.customer_key
