-- name: credit_items(as_of)
-- One row per due part of an invoice with a balance on the book's latest date, of the customers in the relation
-- insured(customer_key): what an insurer's terms are counted on. Issued by as_of; oldest due first within a customer.
SELECT
    o.customer_key AS customer_key,
    o.number AS number,
    o.fiscal_year AS fiscal_year,
    o.part_no AS part_no,
    o.issued_on AS issued_on,
    o.due_on AS due_on,
    o.balance_minor AS balance_minor,
    o.currency AS currency,
    o.is_disputed AS is_disputed
FROM open_item AS o
INNER JOIN insured AS i ON o.customer_key = i.customer_key
WHERE o.document_type = 'invoice' AND o.balance_minor > 0 AND o.issued_on <= CAST(:as_of AS DATE)
ORDER BY o.customer_key, o.due_on, o.number, o.part_no
