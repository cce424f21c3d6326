-- name: review_items(as_of, state, entity, country, customer_type, segment, currency, page_size, page_start)
-- One row per item behind one part of a bridge at one end, largest first, one page of them, with the file and line it came
-- from: the balance is the item's balance in that state alone, and the whole part's count and sum stand on every row.
-- Relations: positions, the rows of positions_now or positions_replay on as_of; segments(customer_key, segment).
WITH contested AS (
    SELECT d.item_key AS item_key, SUM(d.delta_minor) AS disputed_minor
    FROM dispute_movement AS d
    WHERE d.moved_on <= CAST(:as_of AS DATE)
    GROUP BY d.item_key
),

held AS (
    SELECT
        p.item_key AS item_key,
        p.payment_key AS payment_key,
        p.customer_key AS customer_key,
        p.entity AS entity,
        p.country AS country,
        p.customer_type AS customer_type,
        p.currency AS currency,
        p.issued_on AS issued_on,
        p.due_on AS due_on,
        CASE
            WHEN :state = 'credits' THEN p.balance_minor
            WHEN :state = 'disputes' THEN COALESCE(c.disputed_minor, 0)
            ELSE p.balance_minor - COALESCE(c.disputed_minor, 0)
        END AS balance_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    LEFT JOIN contested AS c ON c.item_key = p.item_key
    WHERE p.is_credit = (:state = 'credits')
        AND (:state <> 'terms' OR p.due_on >= CAST(:as_of AS DATE))
        AND (:state <> 'lateness' OR p.due_on < CAST(:as_of AS DATE))
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
),

page AS (
    SELECT
        h.*,
        COUNT(*) OVER () AS cell_items,
        CAST(SUM(h.balance_minor) OVER () AS BIGINT) AS cell_minor,
        ROW_NUMBER() OVER (
            ORDER BY ABS(h.balance_minor) DESC, h.due_on ASC, h.item_key ASC NULLS LAST, h.payment_key ASC NULLS LAST
        ) AS place
    FROM held AS h
    WHERE h.balance_minor <> 0
)

SELECT
    r.item_key AS item_key,
    r.payment_key AS payment_key,
    r.customer_key AS customer_key,
    r.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    r.country AS country,
    r.customer_type AS customer_type,
    COALESCE(i.document_type, 'cash') AS document_type,
    COALESCE(i.number, m.source_id) AS number,
    COALESCE(i.part_no, 1) AS part_no,
    r.currency AS currency,
    r.issued_on AS issued_on,
    r.due_on AS due_on,
    CASE
        WHEN i.document_type = 'invoice' AND r.due_on < CAST(:as_of AS DATE)
            THEN DATE_DIFF('day', r.due_on, CAST(:as_of AS DATE))
        ELSE 0
    END AS days_past_due,
    COALESCE(i.amount_minor, -m.amount_minor) AS amount_minor,
    CAST(r.balance_minor AS BIGINT) AS balance_minor,
    COALESCE(i.import_id, m.import_id) AS import_id,
    COALESCE(i.source_row, m.source_row) AS source_row,
    l.file_name AS file_name,
    r.cell_items AS cell_items,
    r.cell_minor AS cell_minor
FROM page AS r
INNER JOIN customer AS k ON k.customer_key = r.customer_key AND k.known_until IS NULL
LEFT JOIN party AS n ON n.customer_key = r.customer_key
LEFT JOIN item AS i ON i.item_key = r.item_key
LEFT JOIN payment AS m ON m.payment_key = r.payment_key AND m.known_until IS NULL
LEFT JOIN import_log AS l ON l.import_id = COALESCE(i.import_id, m.import_id)
WHERE r.place > :page_start AND r.place <= :page_start + :page_size
ORDER BY r.place
