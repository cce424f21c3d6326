-- name: audience_items(as_of, customer_key)
-- One row per due part of a document with a balance on as_of, credit notes included (negative), with everything the book
-- says that may keep it out of a campaign. Balances are replayed from settlements, so any day can be asked; marks of the
-- source system are those of the latest file that speaks of as_of or before, or of the earliest file when none does.
-- disputed_minor is of the whole document: the caller spreads it over the parts, first due first. Of one customer, or with
-- customer_key NULL of everybody: each table is narrowed, for it is sorted by customer.
WITH settled AS (
    SELECT
        s.item_key AS item_key,
        SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE
        s.applied_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR s.customer_key = :customer_key)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:as_of AS DATE))
    GROUP BY s.item_key
),

open_part AS (
    SELECT
        i.item_key AS item_key,
        i.invoice_key AS invoice_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.document_type AS document_type,
        i.number AS number,
        i.fiscal_year AS fiscal_year,
        i.part_no AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.amount_minor AS amount_minor,
        i.amount_minor + COALESCE(s.delta_minor, 0) AS balance_minor,
        i.structured_reference AS structured_reference
    FROM item AS i
    LEFT JOIN settled AS s ON i.item_key = s.item_key
    WHERE
        i.issued_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR i.customer_key = :customer_key)
        AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
        AND i.amount_minor + COALESCE(s.delta_minor, 0) <> 0
),

open_document AS (
    SELECT DISTINCT o.invoice_key AS invoice_key
    FROM open_part AS o
),

mark AS (
    SELECT
        v.invoice_key AS invoice_key,
        v.is_disputed AS is_disputed,
        v.disputed_minor AS disputed_minor,
        v.in_transit_minor AS in_transit_minor,
        v.source_step AS source_step,
        v.source_reminded_on AS source_reminded_on,
        v.promised_on AS promised_on,
        v.blocked_until AS blocked_until,
        v.block_reason AS block_reason,
        v.is_at_agency AS is_at_agency,
        ROW_NUMBER() OVER (
            PARTITION BY v.invoice_key
            ORDER BY
                CASE WHEN l.list_on <= CAST(:as_of AS DATE) THEN 0 ELSE 1 END,
                CASE WHEN l.list_on <= CAST(:as_of AS DATE) THEN -v.known_from ELSE v.known_from END
        ) AS place
    FROM invoice AS v
    INNER JOIN open_document AS o ON v.invoice_key = o.invoice_key
    INNER JOIN import_log AS l ON v.known_from = l.import_id
    WHERE (CAST(:customer_key AS BIGINT) IS NULL OR v.customer_key = :customer_key)
),

contested AS (
    SELECT
        d.invoice_key AS invoice_key,
        MIN(d.opened_on) AS disputed_on,
        MAX(d.cause) AS dispute_cause,
        MAX(CASE WHEN d.amount_minor <= 0 THEN 1 ELSE 0 END) AS is_whole,
        SUM(d.amount_minor) AS disputed_minor
    FROM dispute AS d
    WHERE
        d.known_until IS NULL
        AND (CAST(:customer_key AS BIGINT) IS NULL OR d.customer_key = :customer_key)
        AND d.opened_on <= CAST(:as_of AS DATE)
        AND (d.closed_on IS NULL OR d.closed_on > CAST(:as_of AS DATE))
    GROUP BY d.invoice_key
)

SELECT
    o.item_key AS item_key,
    o.invoice_key AS invoice_key,
    o.customer_key AS customer_key,
    o.entity AS entity,
    o.document_type AS document_type,
    o.number AS number,
    o.fiscal_year AS fiscal_year,
    o.part_no AS part_no,
    o.currency AS currency,
    o.issued_on AS issued_on,
    o.due_on AS due_on,
    DATE_DIFF('day', o.due_on, CAST(:as_of AS DATE)) AS days_past_due,
    o.amount_minor AS amount_minor,
    CAST(o.balance_minor AS BIGINT) AS balance_minor,
    o.structured_reference AS structured_reference,
    CASE
        WHEN (m.is_disputed AND m.disputed_minor <= 0) OR c.is_whole = 1 THEN 1
        ELSE 0
    END AS is_wholly_disputed,
    CAST(GREATEST(COALESCE(m.disputed_minor, 0), COALESCE(c.disputed_minor, 0), 0) AS BIGINT) AS disputed_minor,
    c.disputed_on AS disputed_on,
    c.dispute_cause AS dispute_cause,
    m.in_transit_minor AS in_transit_minor,
    CASE WHEN m.source_reminded_on > CAST(:as_of AS DATE) THEN 0 ELSE m.source_step END AS source_step,
    CASE WHEN m.source_reminded_on <= CAST(:as_of AS DATE) THEN m.source_reminded_on END AS source_reminded_on,
    m.promised_on AS promised_on,
    m.blocked_until AS blocked_until,
    m.block_reason AS block_reason,
    CASE WHEN m.is_at_agency THEN 1 ELSE 0 END AS is_at_agency
FROM open_part AS o
INNER JOIN mark AS m ON o.invoice_key = m.invoice_key AND m.place = 1
LEFT JOIN contested AS c ON o.invoice_key = c.invoice_key
ORDER BY o.customer_key, o.due_on, o.item_key
