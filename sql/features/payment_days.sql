-- name: payment_days(as_of, since, first_key, last_key)
-- One row per customer and day on which it paid, after :since and up to :as_of: what the customer's calendar is read from.
-- Several payments of one day are one decision to pay, and a file that was read twice adds no row. is_collected: all of
-- it was collected by us, so the day says nothing of the customer. minute is the earliest time of day; midnight sharp is
-- how systems write "no time": -1. A write-off brings no money. Keys are a range, so that one
-- customer and all of them are the same statement.
SELECT
    p.customer_key AS customer_key,
    CAST(DATE_DIFF('day', DATE '1970-01-01', p.received_on) AS INTEGER) AS day,
    CAST(COALESCE(MIN(
        CASE
            WHEN EXTRACT(HOUR FROM p.received_at) + EXTRACT(MINUTE FROM p.received_at) + EXTRACT(SECOND FROM p.received_at) > 0
                THEN 60 * EXTRACT(HOUR FROM p.received_at) + EXTRACT(MINUTE FROM p.received_at)
        END
    ), -1) AS INTEGER) AS minute,
    MIN(
        CASE
            WHEN LOWER(p.method) IN (
                'direct_debit', 'direct debit', 'directdebit', 'sdd', 'sepa_direct_debit', 'sepa direct debit', 'incasso',
                'automatische incasso', 'domiciliering', 'domiciliation', 'lastschrift', 'prélèvement'
            )
                THEN 1
            ELSE 0
        END
    ) AS is_collected
FROM payment AS p
WHERE
    p.known_until IS NULL
    AND p.amount_minor > 0
    AND p.received_on > CAST(:since AS DATE)
    AND p.received_on <= CAST(:as_of AS DATE)
    AND p.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
    AND p.payment_key NOT IN (
        SELECT w.payment_key
        FROM cash AS w
        WHERE w.is_write_off AND w.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
    )
GROUP BY p.customer_key, p.received_on
ORDER BY p.customer_key, p.received_on
