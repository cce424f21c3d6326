-- name: positions_equal_movements()
-- Per entity, currency and month the cube of positions holds at the month's end what the cube of movements has added up
-- to by then, and no more of it is disputed than is open.
SELECT
    COALESCE(p.entity, m.entity) AS entity, COALESCE(p.currency, m.currency) AS currency, COALESCE(p.month, m.month) AS month,
    p.balance_minor AS position_minor, m.balance_minor AS movement_minor, p.disputed_minor AS disputed_minor
FROM (
    SELECT entity, currency, month, SUM(balance_minor) AS balance_minor, SUM(disputed_minor) AS disputed_minor
    FROM position_cube
    GROUP BY entity, currency, month
) AS p
FULL JOIN (
    SELECT entity, currency, month, SUM(SUM(delta_minor)) OVER (PARTITION BY entity, currency ORDER BY month) AS balance_minor
    FROM receivable_cube
    WHERE NOT is_credit AND month <= (SELECT MAX(list_on) FROM import_log)
    GROUP BY entity, currency, month
) AS m ON m.entity = p.entity AND m.currency = p.currency AND m.month = p.month
WHERE (m.month IS NOT NULL AND COALESCE(p.balance_minor, 0) <> m.balance_minor)
    OR COALESCE(p.disputed_minor, 0) NOT BETWEEN 0 AND COALESCE(p.balance_minor, 0)
ORDER BY entity, currency, month
LIMIT 20
