-- name: settlement()
-- One row per change of an item's balance, sorted by customer. item_closed_on lets the aging of a past date skip
-- everything that was closed before it.
CREATE OR REPLACE TABLE settlement AS
SELECT
    m.item_key AS item_key, m.customer_key AS customer_key, m.payment_key AS payment_key, m.applied_on AS applied_on,
    m.delta_minor AS delta_minor, NOT m.is_paid AS is_credited, i.closed_on AS item_closed_on
FROM movement AS m
JOIN item AS i ON i.item_key = m.item_key
ORDER BY m.customer_key, m.item_key, m.applied_on
