-- name: event_cube()
-- One row per entity, country, customer type, currency, day and kind of event: invoices paid in full and how late, money
-- written off, disputes opened and closed. Paid in full is closed by a payment: not by a credit note or a write-off.
-- Of a payment that only a list shows, the day lies after the list before and not after the list itself: both ends are kept.
CREATE OR REPLACE TABLE event_cube AS
WITH written_off AS (
    SELECT s.item_key, MAX(s.applied_on) AS last_on
    FROM settlement AS s
    JOIN cash AS c ON c.payment_key = s.payment_key
    WHERE c.is_write_off
    GROUP BY s.item_key
),
listed AS (
    SELECT item_key, MAX(settled_after) AS after_on
    FROM application
    WHERE known_until IS NULL AND is_inferred
    GROUP BY item_key
),
happened AS (
    SELECT
        i.entity, i.country, i.customer_type, i.currency, i.closed_on AS happened_on, 'paid' AS kind,
        i.amount_minor, i.amount_minor * i.days_late AS days_minor, i.amount_minor * i.days_late AS least_days_minor
    FROM item AS i
    WHERE i.document_type = 'invoice' AND i.amount_minor > 0 AND NOT i.is_inferred AND i.last_paid_on = i.closed_on
        AND i.item_key NOT IN (SELECT w.item_key FROM written_off AS w WHERE w.last_on = i.closed_on)
    UNION ALL
    SELECT
        i.entity, i.country, i.customer_type, i.currency, i.closed_on, 'paid_inferred',
        i.amount_minor, i.amount_minor * i.days_late,
        i.amount_minor * LEAST(GREATEST(COALESCE(l.after_on + 1, i.issued_on), i.issued_on) - i.due_on, i.days_late)
    FROM item AS i
    LEFT JOIN listed AS l ON l.item_key = i.item_key
    WHERE i.document_type = 'invoice' AND i.amount_minor > 0 AND i.is_inferred AND i.last_paid_on = i.closed_on
    UNION ALL
    SELECT entity, country, customer_type, currency, received_on, 'write_off', amount_minor, 0, 0
    FROM cash
    WHERE is_write_off
    UNION ALL
    SELECT c.entity, c.country, c.customer_type, i.currency, d.opened_on, 'dispute_opened', ABS(d.amount_minor), 0, 0
    FROM dispute AS d
    JOIN invoice AS i ON i.invoice_key = d.invoice_key AND i.known_until IS NULL
    JOIN customer AS c ON c.customer_key = d.customer_key AND c.known_until IS NULL
    WHERE d.known_until IS NULL
    UNION ALL
    SELECT
        c.entity, c.country, c.customer_type, i.currency, d.closed_on, 'dispute_closed', ABS(d.amount_minor),
        d.closed_on - d.opened_on, 0
    FROM dispute AS d
    JOIN invoice AS i ON i.invoice_key = d.invoice_key AND i.known_until IS NULL
    JOIN customer AS c ON c.customer_key = d.customer_key AND c.known_until IS NULL
    WHERE d.known_until IS NULL AND d.closed_on IS NOT NULL
)
SELECT
    entity AS entity, country AS country, customer_type AS customer_type, currency AS currency, happened_on AS happened_on,
    kind AS kind, COUNT(*) AS events, CAST(SUM(amount_minor) AS BIGINT) AS amount_minor,
    CAST(SUM(days_minor) AS BIGINT) AS days_minor, CAST(SUM(least_days_minor) AS BIGINT) AS least_days_minor
FROM happened
GROUP BY ALL
ORDER BY entity, country, customer_type, currency, happened_on, kind
