-- name: pay_hour_days(as_of, since)
-- One row per customer of the relation asked(customer_key) and day on which it paid at a known time of day, as payment_days
-- has them: the earliest minute; midnight sharp is how systems write "no time". What we collected says nothing of the
-- customer, and a write-off brings no money. Of who lets us collect every day is ours, so there is none.
SELECT
    p.customer_key AS customer_key,
    CAST(DATE_DIFF('day', DATE '1970-01-01', p.received_on) AS INTEGER) AS day,
    CAST(MIN(60 * EXTRACT(HOUR FROM p.received_at) + EXTRACT(MINUTE FROM p.received_at)) AS INTEGER) AS minute
FROM payment AS p
INNER JOIN asked AS k ON p.customer_key = k.customer_key
INNER JOIN customer AS c ON p.customer_key = c.customer_key AND c.known_until IS NULL AND NOT c.has_mandate
LEFT JOIN cash AS w ON p.payment_key = w.payment_key AND p.customer_key = w.customer_key AND w.is_write_off
WHERE
    p.known_until IS NULL
    AND p.amount_minor > 0
    AND p.received_on > CAST(:since AS DATE)
    AND p.received_on <= CAST(:as_of AS DATE)
    AND EXTRACT(HOUR FROM p.received_at) + EXTRACT(MINUTE FROM p.received_at) + EXTRACT(SECOND FROM p.received_at) > 0
    AND COALESCE(LOWER(p.method), '') NOT IN (
        'direct_debit', 'direct debit', 'directdebit', 'sdd', 'sepa_direct_debit', 'sepa direct debit', 'incasso',
        'automatische incasso', 'domiciliering', 'domiciliation', 'lastschrift', 'prélèvement'
    )
    AND w.payment_key IS NULL
GROUP BY p.customer_key, p.received_on
ORDER BY p.customer_key, p.received_on

-- name: pay_method_days(as_of, since)
-- One row per customer of the relation asked(customer_key) and method with which it paid after :since and up to :as_of: on how
-- many days, as payment_methods has them. The method is written as the ledger writes it.
SELECT
    p.customer_key AS customer_key,
    p.method AS method,
    COUNT(DISTINCT p.received_on) AS pay_days
FROM payment AS p
INNER JOIN asked AS k ON p.customer_key = k.customer_key
LEFT JOIN cash AS w ON p.payment_key = w.payment_key AND p.customer_key = w.customer_key AND w.is_write_off
WHERE
    p.known_until IS NULL
    AND p.amount_minor > 0
    AND p.method IS NOT NULL
    AND p.received_on > CAST(:since AS DATE)
    AND p.received_on <= CAST(:as_of AS DATE)
    AND w.payment_key IS NULL
GROUP BY p.customer_key, p.method
ORDER BY p.customer_key, p.method
