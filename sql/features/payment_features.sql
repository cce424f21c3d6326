-- name: payment_features(as_of, since, before_on, first_key, last_key)
-- One row per customer known in the book: where its banks are, and how it kept to what was asked, counted over invoices
-- of the months after :since as they stood on :as_of. on_time and late are what is certain: an invoice that was gone from
-- a list and may have been paid on either side of its due date is in neither. A promise counts once five days have passed
-- (three banking days and a weekend). A part payment covers less than four fifths of what is due; a short payment more,
-- but not all. overdue_before is the number past due on :before_on, for a backlog that grows.
WITH inferred AS (
    SELECT
        a.item_key AS item_key,
        MAX(a.settled_after) AS settled_after
    FROM application AS a
    WHERE a.is_inferred AND a.known_until IS NULL
    GROUP BY a.item_key
),

written_off AS (
    SELECT DISTINCT s.item_key AS item_key
    FROM settlement AS s
    INNER JOIN cash AS w ON s.payment_key = w.payment_key
    WHERE
        w.is_write_off
        AND w.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
        AND s.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
),

asked AS (
    SELECT
        i.customer_key AS customer_key,
        COUNT(CASE WHEN i.issued_on > CAST(:since AS DATE) THEN 1 END) AS invoices,
        COUNT(CASE WHEN i.closed_on > CAST(:since AS DATE) AND i.closed_on <= CAST(:as_of AS DATE) AND i.last_paid_on IS NOT NULL AND w.item_key IS NULL THEN 1 END)
            AS paid,
        COUNT(
            CASE
                WHEN i.closed_on > CAST(:since AS DATE) AND i.closed_on <= CAST(:as_of AS DATE) AND i.last_paid_on IS NOT NULL AND w.item_key IS NULL
                    AND i.closed_on <= i.due_on
                    THEN 1
            END
        ) AS on_time,
        COUNT(
            CASE
                WHEN i.closed_on > CAST(:since AS DATE) AND i.closed_on <= CAST(:as_of AS DATE) AND i.last_paid_on IS NOT NULL AND w.item_key IS NULL
                    AND i.closed_on > i.due_on AND (NOT i.is_inferred OR n.settled_after >= i.due_on)
                    THEN 1
            END
        ) AS late,
        COUNT(
            CASE
                WHEN i.promised_on > CAST(:since AS DATE) AND DATE_DIFF('day', i.promised_on, CAST(:as_of AS DATE)) > 5 THEN 1
            END
        ) AS promises,
        COUNT(
            CASE
                WHEN i.promised_on > CAST(:since AS DATE) AND DATE_DIFF('day', i.promised_on, CAST(:as_of AS DATE)) > 5
                    AND (i.closed_on IS NULL OR DATE_DIFF('day', i.promised_on, i.closed_on) > 5)
                    THEN 1
            END
        ) AS broken_promises,
        COUNT(
            CASE
                WHEN i.due_on < CAST(:as_of AS DATE) AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE)) THEN 1
            END
        ) AS overdue_now,
        COUNT(
            CASE
                WHEN i.due_on < CAST(:before_on AS DATE) AND (i.closed_on IS NULL OR i.closed_on > CAST(:before_on AS DATE))
                    THEN 1
            END
        ) AS overdue_before
    FROM item AS i
    LEFT JOIN inferred AS n ON i.item_key = n.item_key
    LEFT JOIN written_off AS w ON i.item_key = w.item_key
    WHERE
        i.document_type = 'invoice'
        AND i.amount_minor > 0
        AND i.issued_on <= CAST(:as_of AS DATE)
        AND i.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
    GROUP BY i.customer_key
),

in_pieces AS (
    SELECT
        s.customer_key AS customer_key,
        s.item_key AS item_key,
        MIN(s.applied_on) AS first_on,
        MAX(s.item_closed_on) AS closed_on,
        MAX(CAST(-s.delta_minor AS DOUBLE)) AS largest_minor
    FROM settlement AS s
    WHERE
        s.payment_key IS NOT NULL
        AND s.delta_minor < 0
        AND s.applied_on > CAST(:since AS DATE)
        AND s.applied_on <= CAST(:as_of AS DATE)
        AND (s.item_closed_on IS NULL OR s.applied_on < s.item_closed_on)
        AND s.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
    GROUP BY s.customer_key, s.item_key
),

pieces AS (
    SELECT
        p.customer_key AS customer_key,
        COUNT(CASE WHEN p.largest_minor < CAST(0.8 AS DOUBLE) * i.amount_minor THEN 1 END) AS part_paid,
        COUNT(CASE WHEN p.largest_minor >= CAST(0.8 AS DOUBLE) * i.amount_minor AND p.largest_minor < i.amount_minor THEN 1 END) AS short_paid,
        COUNT(
            CASE WHEN p.largest_minor < CAST(0.8 AS DOUBLE) * i.amount_minor AND DATE_DIFF('day', p.first_on, CAST(:as_of AS DATE)) <= 180 THEN 1 END
        ) AS part_paid_lately,
        COUNT(CASE WHEN p.closed_on IS NULL OR p.closed_on > CAST(:as_of AS DATE) THEN 1 END) AS still_open
    FROM in_pieces AS p
    INNER JOIN item AS i ON p.item_key = i.item_key
    WHERE i.document_type = 'invoice'
    GROUP BY p.customer_key
),

taken_back AS (
    SELECT
        p.customer_key AS customer_key,
        COUNT(*) AS reversals
    FROM payment AS p
    WHERE
        p.known_until IS NULL
        AND p.amount_minor < 0
        AND p.received_on > CAST(:since AS DATE)
        AND p.received_on <= CAST(:as_of AS DATE)
        AND p.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
    GROUP BY p.customer_key
),

contested AS (
    SELECT
        d.customer_key AS customer_key,
        COUNT(DISTINCT d.invoice_key) AS disputed
    FROM dispute AS d
    WHERE
        d.known_until IS NULL
        AND d.opened_on > CAST(:since AS DATE)
        AND d.opened_on <= CAST(:as_of AS DATE)
        AND d.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
    GROUP BY d.customer_key
)

SELECT
    c.customer_key AS customer_key,
    c.country AS country,
    c.customer_type AS customer_type,
    CASE WHEN c.has_mandate THEN 1 ELSE 0 END AS has_mandate,
    COALESCE(a.invoices, 0) AS invoices,
    COALESCE(a.paid, 0) AS paid,
    COALESCE(a.on_time, 0) AS on_time,
    COALESCE(a.late, 0) AS late,
    COALESCE(a.promises, 0) AS promises,
    COALESCE(a.broken_promises, 0) AS broken_promises,
    COALESCE(a.overdue_now, 0) AS overdue_now,
    COALESCE(a.overdue_before, 0) AS overdue_before,
    COALESCE(p.part_paid, 0) AS part_paid,
    COALESCE(p.short_paid, 0) AS short_paid,
    COALESCE(p.part_paid_lately, 0) AS part_paid_lately,
    COALESCE(p.still_open, 0) AS paid_in_part_and_open,
    COALESCE(t.reversals, 0) AS reversals,
    COALESCE(d.disputed, 0) AS disputed
FROM customer AS c
LEFT JOIN asked AS a ON c.customer_key = a.customer_key
LEFT JOIN pieces AS p ON c.customer_key = p.customer_key
LEFT JOIN taken_back AS t ON c.customer_key = t.customer_key
LEFT JOIN contested AS d ON c.customer_key = d.customer_key
WHERE
    c.known_until IS NULL
    AND c.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
ORDER BY c.customer_key
