-- name: outcome_orders(as_of)
-- One row per member of the relation member(member, entity, customer_id, start_on, until_on) that was invoiced again after
-- start_on and until until_on: a customer that was kept. What was ordered is known by its invoice.
SELECT DISTINCT m.member AS member
FROM member AS m
INNER JOIN customer AS c
    ON m.entity = c.entity AND m.customer_id = c.customer_id AND c.known_until IS NULL
INNER JOIN item AS i ON c.customer_key = i.customer_key
WHERE
    i.document_type = 'invoice'
    AND i.amount_minor > 0
    AND i.issued_on > m.start_on
    AND i.issued_on <= m.until_on
    AND i.issued_on <= CAST(:as_of AS DATE)
ORDER BY m.member
