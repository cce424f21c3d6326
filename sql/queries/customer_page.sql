-- name: customer_header(customer_key)
-- One row: what the source says of one customer today, apart from money.
SELECT
    k.customer_key AS customer_key,
    k.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    k.group_id AS group_id,
    k.customer_type AS customer_type,
    k.country AS country,
    k.province AS province,
    k.language AS language,
    k.sector AS sector,
    k.size_class AS size_class,
    k.customer_since AS customer_since,
    n.registration_number AS registration_number,
    n.vat_number AS vat_number,
    k.parent_id AS parent_id,
    k.payer_id AS payer_id,
    k.collector AS collector,
    k.account_manager AS account_manager,
    k.credit_limit_minor AS credit_limit_minor,
    k.credit_limit_currency AS credit_limit_currency,
    k.external_score AS external_score,
    k.label AS label,
    k.has_mandate AS has_mandate
FROM customer AS k
INNER JOIN party AS n ON n.customer_key = k.customer_key
WHERE k.known_until IS NULL AND k.customer_key = :customer_key

-- name: customer_items(customer_key, as_of, is_settled, page_size, page_start)
-- One row per item of one customer issued by as_of, one page of them, with its balance that day; is_settled true shows
-- those settled by then (newest first), false the open ones (oldest due first), NULL all. total_rows counts them all.
WITH moved AS (
    SELECT s.item_key AS item_key, SUM(s.delta_minor) AS delta_minor, MAX(s.applied_on) AS last_paid_on
    FROM settlement AS s
    WHERE s.customer_key = :customer_key AND s.applied_on <= CAST(:as_of AS DATE)
    GROUP BY s.item_key
),

items AS (
    SELECT
        i.item_key AS item_key,
        i.document_type AS document_type,
        i.number AS number,
        i.part_no AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.amount_minor AS amount_minor,
        i.amount_minor + COALESCE(m.delta_minor, 0) AS balance_minor,
        m.last_paid_on AS last_paid_on,
        i.is_inferred AS is_inferred,
        i.is_disputed AS is_disputed,
        i.disputed_minor AS disputed_minor,
        i.promised_on AS promised_on,
        i.blocked_until AS blocked_until,
        i.block_reason AS block_reason,
        i.is_at_agency AS is_at_agency,
        i.source_step AS source_step,
        i.source_reminded_on AS source_reminded_on,
        i.structured_reference AS structured_reference,
        i.import_id AS import_id,
        i.source_row AS source_row
    FROM item AS i
    LEFT JOIN moved AS m ON m.item_key = i.item_key
    WHERE i.customer_key = :customer_key AND i.issued_on <= CAST(:as_of AS DATE)
),

placed AS (
    SELECT
        t.*,
        t.balance_minor = 0 AS is_settled,
        COUNT(*) OVER () AS total_rows,
        ROW_NUMBER() OVER (
            ORDER BY
                CASE WHEN t.balance_minor = 0 THEN 1 ELSE 0 END ASC,
                CASE WHEN t.balance_minor <> 0 THEN t.due_on END ASC NULLS LAST,
                t.last_paid_on DESC NULLS LAST, t.item_key ASC
        ) AS place
    FROM items AS t
    WHERE CAST(:is_settled AS BOOLEAN) IS NULL OR (t.balance_minor = 0) = :is_settled
)

SELECT
    r.item_key AS item_key,
    r.document_type AS document_type,
    r.number AS number,
    r.part_no AS part_no,
    r.currency AS currency,
    r.issued_on AS issued_on,
    r.due_on AS due_on,
    r.amount_minor AS amount_minor,
    CAST(r.balance_minor AS BIGINT) AS balance_minor,
    r.is_settled AS is_settled,
    r.last_paid_on AS last_paid_on,
    CASE
        WHEN r.is_settled AND r.last_paid_on IS NOT NULL THEN DATE_DIFF('day', r.due_on, r.last_paid_on)
        WHEN NOT r.is_settled THEN DATE_DIFF('day', r.due_on, CAST(:as_of AS DATE))
    END AS days_late,
    r.is_inferred AS is_inferred,
    r.is_disputed AS is_disputed,
    r.disputed_minor AS disputed_minor,
    r.promised_on AS promised_on,
    r.blocked_until AS blocked_until,
    r.block_reason AS block_reason,
    r.is_at_agency AS is_at_agency,
    r.source_step AS source_step,
    r.source_reminded_on AS source_reminded_on,
    r.structured_reference AS structured_reference,
    r.import_id AS import_id,
    r.source_row AS source_row,
    r.total_rows AS total_rows
FROM placed AS r
WHERE r.place > :page_start AND r.place <= :page_start + :page_size
ORDER BY r.place

-- name: customer_payments(customer_key, as_of, page_size, page_start)
-- One row per payment of one customer received by as_of, newest first, one page of them, with what was applied by then.
-- total_rows counts them all.
WITH spent AS (
    SELECT s.payment_key AS payment_key, SUM(s.delta_minor) AS delta_minor, COUNT(DISTINCT s.item_key) AS items
    FROM settlement AS s
    WHERE s.customer_key = :customer_key AND s.payment_key IS NOT NULL AND s.applied_on <= CAST(:as_of AS DATE)
    GROUP BY s.payment_key
),

placed AS (
    SELECT
        p.payment_key AS payment_key,
        p.source_id AS source_id,
        p.received_on AS received_on,
        p.received_at AS received_at,
        p.amount_minor AS amount_minor,
        p.currency AS currency,
        p.method AS method,
        p.reference AS reference,
        p.import_id AS import_id,
        p.source_row AS source_row,
        CAST(COALESCE(-s.delta_minor, 0) AS BIGINT) AS applied_minor,
        CAST(p.amount_minor + COALESCE(s.delta_minor, 0) AS BIGINT) AS unapplied_minor,
        COALESCE(s.items, 0) AS items,
        COUNT(*) OVER () AS total_rows,
        ROW_NUMBER() OVER (ORDER BY p.received_on DESC, p.payment_key DESC) AS place
    FROM payment AS p
    LEFT JOIN spent AS s ON s.payment_key = p.payment_key
    WHERE p.customer_key = :customer_key AND p.known_until IS NULL AND p.received_on <= CAST(:as_of AS DATE)
)

SELECT
    r.payment_key AS payment_key,
    r.source_id AS source_id,
    r.received_on AS received_on,
    r.received_at AS received_at,
    r.amount_minor AS amount_minor,
    r.currency AS currency,
    r.method AS method,
    r.reference AS reference,
    r.applied_minor AS applied_minor,
    r.unapplied_minor AS unapplied_minor,
    r.items AS items,
    r.import_id AS import_id,
    r.source_row AS source_row,
    r.total_rows AS total_rows
FROM placed AS r
WHERE r.place > :page_start AND r.place <= :page_start + :page_size
ORDER BY r.place

-- name: customer_contact_points(customer_key)
-- One row per address of one customer, the preferred and the allowed first.
SELECT
    c.person AS person,
    c.role AS role,
    c.kind AS kind,
    c.address AS address,
    c.is_allowed AS is_allowed,
    c.is_preferred AS is_preferred
FROM contact_point AS c
WHERE c.customer_key = :customer_key
ORDER BY c.is_preferred DESC, c.is_allowed DESC, c.kind ASC, c.address ASC

-- name: customer_disputes(customer_key, as_of)
-- One row per dispute of one customer opened by as_of, the open ones first, with the document it is about.
SELECT
    d.reference AS reference,
    i.number AS number,
    i.currency AS currency,
    d.opened_on AS opened_on,
    CASE WHEN d.closed_on <= CAST(:as_of AS DATE) THEN d.closed_on END AS closed_on,
    d.amount_minor AS amount_minor,
    d.cause AS cause
FROM dispute AS d
INNER JOIN invoice AS i ON i.invoice_key = d.invoice_key AND i.known_until IS NULL
WHERE d.customer_key = :customer_key AND d.known_until IS NULL AND d.opened_on <= CAST(:as_of AS DATE)
ORDER BY
    CASE WHEN d.closed_on <= CAST(:as_of AS DATE) THEN 1 ELSE 0 END ASC,
    d.opened_on ASC, d.reference ASC, i.number ASC
