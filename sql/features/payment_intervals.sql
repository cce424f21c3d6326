-- name: payment_intervals(as_of, since, first_key, last_key)
-- One row per customer and pair of lists between which invoices of it were settled: money came on some day after
-- after_day, up to and including day. The day itself nobody wrote down. Without an earlier list nothing is known.
SELECT
    i.customer_key AS customer_key,
    DATE_DIFF('day', DATE '1970-01-01', a.settled_after) AS after_day,
    DATE_DIFF('day', DATE '1970-01-01', a.applied_on) AS day
FROM application AS a
INNER JOIN item AS i ON a.item_key = i.item_key
WHERE
    a.is_inferred
    AND a.known_until IS NULL
    AND a.amount_minor > 0
    AND a.settled_after IS NOT NULL
    AND a.applied_on > CAST(:since AS DATE)
    AND a.applied_on <= CAST(:as_of AS DATE)
    AND i.document_type = 'invoice'
    AND i.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
GROUP BY i.customer_key, a.settled_after, a.applied_on
ORDER BY i.customer_key, a.applied_on, a.settled_after
