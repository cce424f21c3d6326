-- name: habit_intervals(as_of, since)
-- One row per customer of the relation asked(customer_key) and pair of lists between which invoices of it were settled, as
-- payment_intervals has them.
SELECT
    i.customer_key AS customer_key,
    DATE_DIFF('day', DATE '1970-01-01', a.settled_after) AS after_day,
    DATE_DIFF('day', DATE '1970-01-01', a.applied_on) AS day
FROM application AS a
INNER JOIN item AS i ON a.item_key = i.item_key
INNER JOIN asked AS k ON i.customer_key = k.customer_key
WHERE
    a.is_inferred
    AND a.known_until IS NULL
    AND a.amount_minor > 0
    AND a.settled_after IS NOT NULL
    AND a.applied_on > CAST(:since AS DATE)
    AND a.applied_on <= CAST(:as_of AS DATE)
    AND i.document_type = 'invoice'
GROUP BY i.customer_key, a.settled_after, a.applied_on
ORDER BY i.customer_key, a.applied_on, a.settled_after
