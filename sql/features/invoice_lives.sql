-- name: invoice_lives(since, is_all)
-- One row per due part of an invoice that was open on :since or later, with what is known of its payment: all that the
-- prediction of payment may look at; of every customer or only of those in the relation chosen_customer(customer_key).
-- A part that ended by a credit note or a write-off was not paid: paid_on is NULL and ended_on is set. What a list of
-- open items merely no longer names was paid somewhere after paid_after.
WITH inferred AS (
    SELECT
        a.item_key AS item_key,
        MAX(a.settled_after) AS paid_after
    FROM application AS a
    WHERE a.is_inferred AND a.known_until IS NULL
    GROUP BY a.item_key
),

written_off AS (
    SELECT
        s.item_key AS item_key,
        MAX(s.applied_on) AS last_on
    FROM settlement AS s
    INNER JOIN cash AS w ON s.payment_key = w.payment_key
    WHERE w.is_write_off
    GROUP BY s.item_key
)

SELECT
    i.item_key AS item_key,
    i.customer_key AS customer_key,
    i.entity AS entity,
    i.customer_type AS customer_type,
    i.currency AS currency,
    i.import_id AS import_id,
    i.issued_on AS issued_on,
    i.due_on AS due_on,
    i.amount_minor AS amount_minor,
    i.closed_on AS ended_on,
    CASE WHEN w.item_key IS NULL AND (i.last_paid_on = i.closed_on OR i.is_inferred) THEN i.closed_on END AS paid_on,
    CASE WHEN i.is_inferred THEN f.paid_after END AS paid_after
FROM item AS i
LEFT JOIN inferred AS f ON i.item_key = f.item_key
LEFT JOIN written_off AS w ON i.item_key = w.item_key AND i.closed_on = w.last_on
WHERE
    i.document_type = 'invoice'
    AND i.amount_minor > 0
    AND (i.closed_on IS NULL OR i.closed_on > CAST(:since AS DATE))
    AND (:is_all OR i.customer_key IN (SELECT h.customer_key FROM chosen_customer AS h))

-- name: payment_counts(since, as_of)
-- One row per entity, type of customer, day of payment and days late, with the number of invoice parts: the habits of
-- groups need no more, and a portfolio of millions becomes some hundred thousand rows. Inferred settlements keep apart.
WITH inferred AS (
    SELECT
        a.item_key AS item_key,
        MAX(a.settled_after) AS paid_after
    FROM application AS a
    WHERE a.is_inferred AND a.known_until IS NULL
    GROUP BY a.item_key
),

written_off AS (
    SELECT
        s.item_key AS item_key,
        MAX(s.applied_on) AS last_on
    FROM settlement AS s
    INNER JOIN cash AS w ON s.payment_key = w.payment_key
    WHERE w.is_write_off
    GROUP BY s.item_key
)

SELECT
    i.entity AS entity,
    i.customer_type AS customer_type,
    i.closed_on AS paid_on,
    i.days_late AS days_late,
    CASE WHEN i.is_inferred THEN f.paid_after END AS paid_after,
    COUNT(*) AS payments
FROM item AS i
LEFT JOIN inferred AS f ON i.item_key = f.item_key
LEFT JOIN written_off AS w ON i.item_key = w.item_key AND i.closed_on = w.last_on
WHERE
    i.document_type = 'invoice'
    AND i.amount_minor > 0
    AND (i.last_paid_on = i.closed_on OR i.is_inferred)
    AND w.item_key IS NULL
    AND i.issued_on <= CAST(:as_of AS DATE)
    AND i.closed_on > CAST(:since AS DATE)
    AND i.closed_on <= CAST(:as_of AS DATE)
GROUP BY
    i.entity,
    i.customer_type,
    i.closed_on,
    i.days_late,
    CASE WHEN i.is_inferred THEN f.paid_after END

-- name: open_balances(as_of, is_all)
-- One row per due part of an invoice with a balance at the end of :as_of, of every customer or only of those in the
-- relation chosen_customer(customer_key): what may still come in.
WITH moved AS (
    SELECT
        s.item_key AS item_key,
        SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE
        s.applied_on <= CAST(:as_of AS DATE)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:as_of AS DATE))
        AND (:is_all OR s.customer_key IN (SELECT h.customer_key FROM chosen_customer AS h))
    GROUP BY s.item_key
)

SELECT
    i.item_key AS item_key,
    i.customer_key AS customer_key,
    c.customer_id AS customer_id,
    i.entity AS entity,
    i.currency AS currency,
    i.number AS number,
    i.due_on AS due_on,
    CAST(i.amount_minor + COALESCE(m.delta_minor, 0) AS BIGINT) AS balance_minor
FROM item AS i
INNER JOIN customer AS c ON i.customer_key = c.customer_key AND c.known_until IS NULL
LEFT JOIN moved AS m ON i.item_key = m.item_key
WHERE
    i.document_type = 'invoice'
    AND i.issued_on <= CAST(:as_of AS DATE)
    AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
    AND i.amount_minor + COALESCE(m.delta_minor, 0) > 0
    AND (:is_all OR i.customer_key IN (SELECT h.customer_key FROM chosen_customer AS h))
ORDER BY i.customer_key, i.item_key

-- name: cash_came(as_of, until)
-- One row per entity, currency and day after :as_of up to :until: what came in on invoices that were open at the end of
-- :as_of. Credit notes and write-offs are no cash. It is what a cash forecast made on :as_of is held against.
SELECT
    i.entity AS entity,
    i.currency AS currency,
    s.applied_on AS paid_on,
    CAST(-SUM(s.delta_minor) AS BIGINT) AS came_minor
FROM settlement AS s
INNER JOIN item AS i ON s.item_key = i.item_key
LEFT JOIN cash AS w ON s.payment_key = w.payment_key
WHERE
    s.applied_on > CAST(:as_of AS DATE)
    AND s.applied_on <= CAST(:until AS DATE)
    AND NOT s.is_credited
    AND NOT COALESCE(w.is_write_off, FALSE)
    AND i.document_type = 'invoice'
    AND i.issued_on <= CAST(:as_of AS DATE)
    AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
GROUP BY i.entity, i.currency, s.applied_on
ORDER BY i.entity, i.currency, s.applied_on
