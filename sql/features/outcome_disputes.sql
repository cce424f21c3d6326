-- name: outcome_disputes(as_of)
-- One row per member of the relation member(member, entity, customer_id, start_on, until_on) for whom the ledger knows a
-- dispute that was opened after start_on and until until_on.
SELECT DISTINCT m.member AS member
FROM member AS m
INNER JOIN customer AS c
    ON m.entity = c.entity AND m.customer_id = c.customer_id AND c.known_until IS NULL
INNER JOIN dispute AS d ON c.customer_key = d.customer_key
WHERE
    d.known_until IS NULL
    AND d.opened_on > m.start_on
    AND d.opened_on <= m.until_on
    AND d.opened_on <= CAST(:as_of AS DATE)
ORDER BY m.member
