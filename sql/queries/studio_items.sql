-- name: studio_items(customer_key)
-- One row per due part of one customer that is open on the book's latest date, oldest due first, credit notes included.
SELECT
    o.number AS number,
    o.issued_on AS issued_on,
    o.due_on AS due_on,
    o.amount_minor AS amount_minor,
    o.balance_minor AS balance_minor,
    o.currency AS currency,
    o.structured_reference AS structured_reference
FROM open_item AS o
WHERE o.customer_key = :customer_key
ORDER BY o.due_on, o.number, o.part_no
