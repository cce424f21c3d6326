-- name: balances_add_up()
-- The stored balance of an item is its amount and every settlement up to the book's own date. An invoice is never paid
-- below zero nor a credit note used beyond its amount, also when what is dated later is counted.
SELECT
    i.item_key AS item_key, i.number AS number, i.amount_minor AS amount_minor, i.balance_minor AS balance_minor,
    s.delta_minor AS settled_minor, s.later_minor AS later_minor
FROM item AS i
LEFT JOIN (
    SELECT
        item_key, SUM(CASE WHEN is_later THEN 0 ELSE delta_minor END) AS delta_minor,
        SUM(CASE WHEN is_later THEN delta_minor ELSE 0 END) AS later_minor
    FROM (
        SELECT item_key, delta_minor, applied_on > (SELECT MAX(list_on) FROM import_log) AS is_later FROM settlement
    ) AS dated
    GROUP BY item_key
) AS s ON s.item_key = i.item_key
WHERE i.balance_minor <> i.amount_minor + COALESCE(s.delta_minor, 0)
    OR (i.balance_minor = 0) <> (i.closed_on IS NOT NULL)
    OR i.balance_minor + COALESCE(s.later_minor, 0)
        NOT BETWEEN LEAST(i.amount_minor, 0) AND GREATEST(i.amount_minor, 0)
ORDER BY i.item_key
LIMIT 20
