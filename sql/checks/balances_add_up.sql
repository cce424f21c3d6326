-- name: balances_add_up()
-- The stored balance of an item is its amount and every settlement up to the book's own date. An invoice is never paid
-- below zero nor a credit note used beyond its amount, also when what is dated later is counted.
SELECT
    i.item_key AS item_key, i.number AS number, i.amount_minor AS amount_minor, i.balance_minor AS balance_minor,
    s.delta_minor AS settled_minor, t.delta_minor AS later_minor
FROM item AS i
LEFT JOIN (
    SELECT item_key, SUM(delta_minor) AS delta_minor
    FROM settlement
    WHERE applied_on <= (SELECT MAX(list_on) FROM import_log)
    GROUP BY item_key
) AS s ON s.item_key = i.item_key
LEFT JOIN (
    SELECT item_key, SUM(delta_minor) AS delta_minor
    FROM settlement
    WHERE applied_on > (SELECT MAX(list_on) FROM import_log)
    GROUP BY item_key
) AS t ON t.item_key = i.item_key
WHERE i.balance_minor <> i.amount_minor + COALESCE(s.delta_minor, 0)
    OR (i.balance_minor = 0) <> (i.closed_on IS NOT NULL)
    OR i.balance_minor + COALESCE(t.delta_minor, 0)
        NOT BETWEEN LEAST(i.amount_minor, 0) AND GREATEST(i.amount_minor, 0)
ORDER BY i.item_key
LIMIT 20
