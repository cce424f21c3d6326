-- name: open_items_are_all_open()
-- Per currency the open items are exactly the items with a balance.
SELECT COALESCE(a.currency, o.currency) AS currency, a.items AS items, o.items AS open_items
FROM (
    SELECT currency, COUNT(*) AS items, SUM(balance_minor) AS balance_minor
    FROM item
    WHERE balance_minor <> 0
    GROUP BY currency
) AS a
FULL JOIN (
    SELECT currency, COUNT(*) AS items, SUM(balance_minor) AS balance_minor
    FROM open_item
    GROUP BY currency
) AS o ON o.currency = a.currency
WHERE a.items IS DISTINCT FROM o.items OR a.balance_minor IS DISTINCT FROM o.balance_minor
ORDER BY currency
