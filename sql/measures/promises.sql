-- name: source_promises(after_on, until_on, entity, country, customer_type, segment, currency)
-- One row per promise that a list brought with an invoice and that named a day in the period: the day the list first said
-- so, the day promised, what was open when it was said, and the day a list named another one instead. The source knows no
-- amount, so the whole balance is promised; a promise of nothing is none. A promise that a list first shows after its own
-- day is left out: had it been kept, the invoice would not be on the list.
-- Relations: segments(customer_key, segment).
WITH told AS (
    SELECT
        i.invoice_key AS invoice_key,
        i.promised_on AS promised_on,
        MIN(l.list_on) AS made_on
    FROM invoice AS i
    INNER JOIN import_log AS l ON l.import_id = i.known_from
    WHERE i.promised_on IS NOT NULL AND i.document_type = 'invoice'
    GROUP BY i.invoice_key, i.promised_on
),

placed AS (
    SELECT
        t.invoice_key AS invoice_key,
        t.promised_on AS promised_on,
        t.made_on AS made_on,
        LEAD(t.made_on) OVER (PARTITION BY t.invoice_key ORDER BY t.made_on, t.promised_on) AS replaced_on
    FROM told AS t
),

paid AS (
    SELECT p.invoice_key AS invoice_key, p.promised_on AS promised_on, SUM(s.delta_minor) AS delta_minor
    FROM placed AS p
    INNER JOIN item AS i ON i.invoice_key = p.invoice_key
    INNER JOIN settlement AS s ON s.item_key = i.item_key AND s.applied_on <= p.made_on
    GROUP BY p.invoice_key, p.promised_on
)

SELECT
    p.invoice_key AS invoice_key,
    i.customer_key AS customer_key,
    i.currency AS currency,
    p.promised_on AS promised_on,
    p.made_on AS made_on,
    p.replaced_on AS replaced_on,
    CAST(SUM(i.amount_minor) + COALESCE(MAX(d.delta_minor), 0) AS BIGINT) AS promised_minor
FROM placed AS p
INNER JOIN item AS i ON i.invoice_key = p.invoice_key
LEFT JOIN paid AS d ON d.invoice_key = p.invoice_key AND d.promised_on = p.promised_on
LEFT JOIN segments AS g ON g.customer_key = i.customer_key
WHERE p.promised_on > CAST(:after_on AS DATE) AND p.promised_on <= CAST(:until_on AS DATE) AND p.made_on <= p.promised_on
    AND (CAST(:entity AS VARCHAR) IS NULL OR i.entity = :entity)
    AND (CAST(:country AS VARCHAR) IS NULL OR i.country = :country)
    AND (CAST(:customer_type AS VARCHAR) IS NULL OR i.customer_type = :customer_type)
    AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
    AND (CAST(:currency AS VARCHAR) IS NULL OR i.currency = :currency)
GROUP BY p.invoice_key, i.customer_key, i.currency, p.promised_on, p.made_on, p.replaced_on
HAVING SUM(i.amount_minor) + COALESCE(MAX(d.delta_minor), 0) > 0
ORDER BY invoice_key, made_on, promised_on

-- name: desk_promises(entity, country, customer_type, segment, currency)
-- One row per promise of the desk whose customer is in the book and within the filters, with that customer's key.
-- Relations: promises(promise_no, entity, customer_id, currency); segments(customer_key, segment).
SELECT
    p.promise_no AS promise_no,
    c.customer_key AS customer_key
FROM promises AS p
INNER JOIN customer AS c ON c.entity = p.entity AND c.customer_id = p.customer_id AND c.known_until IS NULL
LEFT JOIN segments AS g ON g.customer_key = c.customer_key
WHERE (CAST(:entity AS VARCHAR) IS NULL OR c.entity = :entity)
    AND (CAST(:country AS VARCHAR) IS NULL OR c.country = :country)
    AND (CAST(:customer_type AS VARCHAR) IS NULL OR c.customer_type = :customer_type)
    AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
    AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
ORDER BY promise_no

-- name: promise_payments()
-- One row per promise that anything was paid on: on its invoice when it names one, else by its customer in its currency,
-- after the day it was made (on that day too, for a customer) up to its last day. A write-off pays nothing. What is gone from
-- a list has no payment of its own, and counts on the day of that list, as it does when a promise of the desk is judged.
-- Relations: dues(promise_no, customer_key, invoice_key, currency, made_on, deadline_on); invoice_key NULL: any money.
SELECT
    d.promise_no AS promise_no,
    CAST(SUM(d.paid_minor) AS BIGINT) AS paid_minor
FROM (
    SELECT p.promise_no AS promise_no, -s.delta_minor AS paid_minor
    FROM dues AS p
    INNER JOIN item AS i ON i.invoice_key = p.invoice_key
    INNER JOIN settlement AS s ON s.item_key = i.item_key
    LEFT JOIN cash AS c ON c.payment_key = s.payment_key
    WHERE s.applied_on > p.made_on AND s.applied_on <= p.deadline_on AND NOT COALESCE(c.is_write_off, FALSE)
    UNION ALL
    SELECT p.promise_no AS promise_no, c.amount_minor AS paid_minor
    FROM dues AS p
    INNER JOIN cash AS c ON c.customer_key = p.customer_key AND c.currency = p.currency
    WHERE p.invoice_key IS NULL
        AND c.received_on >= p.made_on AND c.received_on <= p.deadline_on AND NOT c.is_write_off
    UNION ALL
    SELECT p.promise_no AS promise_no, -s.delta_minor AS paid_minor
    FROM dues AS p
    INNER JOIN item AS i ON i.customer_key = p.customer_key AND i.currency = p.currency
    INNER JOIN settlement AS s ON s.item_key = i.item_key
    WHERE p.invoice_key IS NULL AND s.payment_key IS NULL AND NOT s.is_credited
        AND s.applied_on >= p.made_on AND s.applied_on <= p.deadline_on
) AS d
GROUP BY d.promise_no
ORDER BY promise_no
