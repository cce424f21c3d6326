-- name: payment_lateness(as_of, since, first_key, last_key)
-- One row per due part of an invoice that was paid after :since, or was past due and open on :as_of: how many days after
-- its due date it was paid, from late_low to late_high (the same where the day is known; an interval where it was only
-- gone from a list). Of an open one late_high is what it has waited so far. What only a credit note closed was not paid, nor
-- what was written off.
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
)

SELECT
    i.customer_key AS customer_key,
    CAST(DATE_DIFF('day', DATE '1970-01-01', i.due_on) AS INTEGER) AS due_day,
    CAST(CASE
        WHEN i.closed_on <= CAST(:as_of AS DATE) AND i.is_inferred
            THEN DATE_DIFF('day', i.due_on, COALESCE(n.settled_after, i.issued_on)) + 1
        WHEN i.closed_on <= CAST(:as_of AS DATE) THEN i.days_late
        ELSE DATE_DIFF('day', i.due_on, CAST(:as_of AS DATE))
    END AS INTEGER) AS late_low,
    CAST(CASE
        WHEN i.closed_on <= CAST(:as_of AS DATE) THEN i.days_late
        ELSE DATE_DIFF('day', i.due_on, CAST(:as_of AS DATE))
    END AS INTEGER) AS late_high,
    CASE WHEN i.closed_on <= CAST(:as_of AS DATE) THEN 0 ELSE 1 END AS is_open
FROM item AS i
LEFT JOIN inferred AS n ON i.item_key = n.item_key
WHERE
    i.document_type = 'invoice'
    AND i.amount_minor > 0
    AND i.issued_on <= CAST(:as_of AS DATE)
    AND i.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
    AND i.item_key NOT IN (SELECT w.item_key FROM written_off AS w)
    AND (
        (i.closed_on > CAST(:since AS DATE) AND i.closed_on <= CAST(:as_of AS DATE) AND i.last_paid_on IS NOT NULL)
        OR ((i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE)) AND i.due_on < CAST(:as_of AS DATE))
    )
ORDER BY i.customer_key, i.due_on, i.item_key
