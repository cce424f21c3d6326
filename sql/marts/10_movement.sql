-- name: movement()
-- One row per change of an item's balance, before the item's own closing day is known: negative where an invoice's
-- item is reduced, positive where a credit note's item is used up. A change counts from the first day on which both
-- sides exist, so that money received before the invoice was issued is unapplied cash until then and every past date
-- adds up.
CREATE OR REPLACE TEMP TABLE movement AS
WITH issued AS (
    SELECT n.item_key, n.invoice_key, i.customer_key, i.issued_on
    FROM instalment AS n
    JOIN invoice AS i ON i.invoice_key = n.invoice_key AND i.known_until IS NULL
    WHERE n.known_until IS NULL
),
dated AS (
    SELECT
        a.item_key, a.credit_item_key, a.payment_key, a.amount_minor, a.is_inferred, i.customer_key,
        GREATEST(a.applied_on, i.issued_on, c.issued_on, p.received_on) AS applied_on
    FROM application AS a
    JOIN issued AS i ON i.item_key = a.item_key
    LEFT JOIN issued AS c ON c.item_key = a.credit_item_key
    LEFT JOIN payment AS p ON p.payment_key = a.payment_key AND p.known_until IS NULL
    WHERE a.known_until IS NULL
)
SELECT
    item_key, customer_key, payment_key, applied_on, -amount_minor AS delta_minor, is_inferred,
    credit_item_key IS NULL AS is_paid
FROM dated
UNION ALL
SELECT credit_item_key, customer_key, NULL, applied_on, amount_minor, FALSE, FALSE
FROM dated
WHERE credit_item_key IS NOT NULL
