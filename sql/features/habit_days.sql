-- name: habit_days(as_of, since)
-- One row per customer of the relation asked(customer_key) and day on which it paid, as payment_days has them, without the
-- time of day: what a habitual pay day is read from when only some customers are asked about. What we collected says
-- nothing of the customer, and a write-off brings no money.
SELECT
    p.customer_key AS customer_key,
    CAST(DATE_DIFF('day', DATE '1970-01-01', p.received_on) AS INTEGER) AS day,
    -1 AS minute,
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
INNER JOIN asked AS k ON p.customer_key = k.customer_key
LEFT JOIN cash AS w ON p.payment_key = w.payment_key AND p.customer_key = w.customer_key AND w.is_write_off
WHERE
    p.known_until IS NULL
    AND p.amount_minor > 0
    AND p.received_on > CAST(:since AS DATE)
    AND p.received_on <= CAST(:as_of AS DATE)
    AND w.payment_key IS NULL
GROUP BY p.customer_key, p.received_on
ORDER BY p.customer_key, p.received_on
