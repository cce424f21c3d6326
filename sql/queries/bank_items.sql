-- name: bank_items(since, until)
-- One row per due part of an invoice that a payment between two days could be for: issued by the last of them, and not
-- settled before the first. The balance is that of the day before the first, or the amount where it was issued later; what
-- credit notes take off within those days is taken off already, for a bank knows nothing of it.
SELECT
    i.item_key AS item_key, i.customer_key AS customer_key, i.entity AS entity, i.currency AS currency,
    i.number AS number, i.fiscal_year AS fiscal_year, i.part_no AS part_no,
    COALESCE(i.structured_reference, '') AS reference, i.issued_on AS issued_on, i.due_on AS due_on,
    i.amount_minor + COALESCE(s.delta_minor, 0) AS balance_minor
FROM item AS i
LEFT JOIN (
    SELECT item_key, SUM(delta_minor) AS delta_minor
    FROM settlement
    WHERE applied_on < :since OR (is_credited AND applied_on <= :until)
    GROUP BY item_key
) AS s ON s.item_key = i.item_key
WHERE i.document_type = 'invoice' AND i.issued_on <= :until AND (i.closed_on IS NULL OR i.closed_on >= :since)
    AND i.amount_minor + COALESCE(s.delta_minor, 0) > 0
ORDER BY i.due_on, i.item_key
