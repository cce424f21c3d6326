-- name: flow_items(by, origin_kind, origin_first_on, origin_last_on, fate, fate_first_on, fate_last_on, entity, country, customer_type, segment, currency, is_narrowed, page_size, page_start)
-- One row per due part behind a cell of the flow, largest first, one page of them; moved_minor is what the cell counts of
-- it, and the whole cell's count and sum stand on every row. fate is 'paid', 'credited' or 'open'; buckets are asked for
-- by their dates. Relations as of aging_flow.
WITH cell AS (
    SELECT
        m.item_key AS item_key,
        m.customer_key AS customer_key,
        m.currency AS currency,
        m.issued_on AS issued_on,
        m.due_on AS due_on,
        m.opening_minor AS opening_minor,
        m.paid_minor AS paid_minor,
        m.credited_minor AS credited_minor,
        m.closing_minor AS closing_minor,
        CASE
            WHEN :fate = 'paid' THEN m.paid_minor WHEN :fate = 'credited' THEN m.credited_minor ELSE m.closing_minor
        END AS moved_minor
    FROM moves AS m
    LEFT JOIN segments AS g ON g.customer_key = m.customer_key
    LEFT JOIN traits AS t ON t.customer_key = m.customer_key
    WHERE m.origin_kind = :origin_kind
        AND CASE WHEN :by = 'issue' THEN m.issued_on ELSE m.due_on END
        BETWEEN CAST(:origin_first_on AS DATE) AND CAST(:origin_last_on AS DATE)
        AND CASE WHEN :by = 'issue' THEN m.issued_on ELSE m.due_on END
        BETWEEN CAST(:fate_first_on AS DATE) AND CAST(:fate_last_on AS DATE)
        AND (NOT :is_narrowed OR t.customer_key IS NOT NULL)
        AND (CAST(:entity AS VARCHAR) IS NULL OR m.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR m.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR m.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR m.currency = :currency)
),

page AS (
    SELECT
        c.*,
        COUNT(*) OVER () AS cell_items,
        CAST(SUM(c.moved_minor) OVER () AS BIGINT) AS cell_minor,
        ROW_NUMBER() OVER (ORDER BY ABS(c.moved_minor) DESC, c.due_on ASC, c.item_key ASC) AS place
    FROM cell AS c
    WHERE c.moved_minor <> 0
)

SELECT
    r.item_key AS item_key,
    r.customer_key AS customer_key,
    i.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    i.document_type AS document_type,
    i.number AS number,
    i.part_no AS part_no,
    r.currency AS currency,
    r.issued_on AS issued_on,
    r.due_on AS due_on,
    i.amount_minor AS amount_minor,
    r.opening_minor AS opening_minor,
    r.paid_minor AS paid_minor,
    r.credited_minor AS credited_minor,
    r.closing_minor AS closing_minor,
    r.moved_minor AS moved_minor,
    i.import_id AS import_id,
    i.source_row AS source_row,
    l.file_name AS file_name,
    r.cell_items AS cell_items,
    r.cell_minor AS cell_minor
FROM page AS r
INNER JOIN item AS i ON i.item_key = r.item_key
INNER JOIN customer AS k ON k.customer_key = r.customer_key AND k.known_until IS NULL
INNER JOIN party AS n ON n.customer_key = r.customer_key
LEFT JOIN import_log AS l ON l.import_id = i.import_id
WHERE r.place > :page_start AND r.place <= :page_start + :page_size
ORDER BY r.place
