-- name: evidence_pay_days(as_of, since, customer_key)
-- One row per day on which one customer paid and currency, for the dots behind its patterns: how much and by which method.
SELECT
    DATE_DIFF('day', DATE '1970-01-01', p.received_on) AS day,
    p.currency AS currency,
    SUM(p.amount_minor) AS amount_minor,
    MIN(p.method) AS method
FROM payment AS p
WHERE
    p.known_until IS NULL
    AND p.amount_minor > 0
    AND p.received_on > CAST(:since AS DATE)
    AND p.received_on <= CAST(:as_of AS DATE)
    AND p.customer_key = CAST(:customer_key AS BIGINT)
    AND p.payment_key NOT IN (
        SELECT w.payment_key
        FROM cash AS w
        WHERE w.is_write_off AND w.customer_key = CAST(:customer_key AS BIGINT)
    )
GROUP BY p.received_on, p.currency
ORDER BY p.received_on, p.currency

-- name: evidence_invoices(as_of, since, customer_key)
-- One row per due part of one customer's invoices that was issued, due, paid or promised after :since, for the dots behind
-- its patterns: what was due and when it was paid. largest_minor is the largest payment that did not settle it, and
-- paid_from_day the first day after the due date on which it can have been paid.
WITH in_pieces AS (
    SELECT
        s.item_key AS item_key,
        MIN(s.applied_on) AS first_on,
        MAX(-s.delta_minor) AS largest_minor
    FROM settlement AS s
    WHERE
        s.payment_key IS NOT NULL
        AND s.delta_minor < 0
        AND s.applied_on <= CAST(:as_of AS DATE)
        AND (s.item_closed_on IS NULL OR s.applied_on < s.item_closed_on)
        AND s.customer_key = CAST(:customer_key AS BIGINT)
    GROUP BY s.item_key
),

inferred AS (
    SELECT
        a.item_key AS item_key,
        MAX(a.settled_after) AS settled_after
    FROM application AS a
    WHERE a.is_inferred AND a.known_until IS NULL AND a.item_key IN (
        SELECT o.item_key FROM item AS o WHERE o.customer_key = CAST(:customer_key AS BIGINT)
    )
    GROUP BY a.item_key
)

SELECT
    i.item_key AS item_key,
    i.number AS number,
    i.currency AS currency,
    i.amount_minor AS amount_minor,
    DATE_DIFF('day', DATE '1970-01-01', i.issued_on) AS issued_day,
    DATE_DIFF('day', DATE '1970-01-01', i.due_on) AS due_day,
    CASE WHEN i.closed_on <= CAST(:as_of AS DATE) THEN DATE_DIFF('day', DATE '1970-01-01', i.closed_on) END AS closed_day,
    CASE WHEN i.promised_on <= CAST(:as_of AS DATE) THEN DATE_DIFF('day', DATE '1970-01-01', i.promised_on) END AS promised_day,
    DATE_DIFF('day', DATE '1970-01-01', p.first_on) AS first_day,
    p.largest_minor AS largest_minor,
    CASE WHEN i.closed_on <= CAST(:as_of AS DATE) THEN 0 ELSE 1 END AS is_open,
    CASE WHEN i.last_paid_on IS NOT NULL THEN 1 ELSE 0 END AS is_paid,
    DATE_DIFF(
        'day',
        i.due_on,
        CASE WHEN i.is_inferred THEN COALESCE(n.settled_after, i.issued_on) ELSE i.closed_on END
    ) + CASE WHEN i.is_inferred THEN 1 ELSE 0 END AS paid_from_day
FROM item AS i
LEFT JOIN in_pieces AS p ON i.item_key = p.item_key
LEFT JOIN inferred AS n ON i.item_key = n.item_key
WHERE
    i.document_type = 'invoice'
    AND i.amount_minor > 0
    AND i.issued_on <= CAST(:as_of AS DATE)
    AND (i.closed_on IS NULL OR i.closed_on > CAST(:since AS DATE))
    AND i.customer_key = CAST(:customer_key AS BIGINT)
ORDER BY i.due_on, i.item_key

-- name: evidence_disputes(as_of, since, customer_key)
-- One row per dispute of one customer opened after :since and up to :as_of.
SELECT
    DATE_DIFF('day', DATE '1970-01-01', d.opened_on) AS day,
    d.amount_minor AS amount_minor,
    i.currency AS currency,
    i.number AS number
FROM dispute AS d
INNER JOIN invoice AS i ON d.invoice_key = i.invoice_key AND i.known_until IS NULL
WHERE
    d.known_until IS NULL
    AND d.opened_on > CAST(:since AS DATE)
    AND d.opened_on <= CAST(:as_of AS DATE)
    AND d.customer_key = CAST(:customer_key AS BIGINT)
ORDER BY d.opened_on, i.number

-- name: evidence_reversals(as_of, since, customer_key)
-- One row per payment of one customer that was taken back after :since and up to :as_of.
SELECT
    DATE_DIFF('day', DATE '1970-01-01', p.received_on) AS day,
    p.amount_minor AS amount_minor,
    p.currency AS currency,
    p.reference AS number
FROM payment AS p
WHERE
    p.known_until IS NULL
    AND p.amount_minor < 0
    AND p.received_on > CAST(:since AS DATE)
    AND p.received_on <= CAST(:as_of AS DATE)
    AND p.customer_key = CAST(:customer_key AS BIGINT)
ORDER BY p.received_on, p.amount_minor
