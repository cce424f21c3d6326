-- name: habit_lateness(as_of, since)
-- One row per due part of an invoice of the customers in the relation asked(customer_key) that was paid after :since on a day
-- that is known, as payment_lateness has them: days after its due date, for whoever simply pays on the due date has no
-- habit of the calendar.
WITH written_off AS (
    SELECT DISTINCT s.item_key AS item_key
    FROM cash AS w
    INNER JOIN asked AS a ON w.customer_key = a.customer_key
    INNER JOIN settlement AS s ON w.payment_key = s.payment_key
    WHERE w.is_write_off
)

SELECT
    i.customer_key AS customer_key,
    CAST(DATE_DIFF('day', DATE '1970-01-01', i.due_on) AS INTEGER) AS due_day,
    CAST(i.days_late AS INTEGER) AS late_low,
    CAST(i.days_late AS INTEGER) AS late_high,
    0 AS is_open
FROM item AS i
INNER JOIN asked AS k ON i.customer_key = k.customer_key
LEFT JOIN written_off AS o ON i.item_key = o.item_key
WHERE
    i.document_type = 'invoice'
    AND i.amount_minor > 0
    AND i.issued_on <= CAST(:as_of AS DATE)
    AND i.closed_on > CAST(:since AS DATE)
    AND i.closed_on <= CAST(:as_of AS DATE)
    AND i.last_paid_on IS NOT NULL
    AND NOT i.is_inferred
    AND o.item_key IS NULL
ORDER BY i.customer_key, i.due_on, i.item_key
