-- name: cube_equals_items()
-- Per entity and currency the monthly cube holds exactly what the items, settlements and payments hold: what is owed
-- less what is not yet set against anything, and the sales.
SELECT
    COALESCE(f.entity, m.entity) AS entity, COALESCE(f.currency, m.currency) AS currency,
    f.delta_minor AS facts_minor, m.delta_minor AS cube_minor, f.sales_minor AS facts_sales_minor, m.sales_minor AS cube_sales_minor
FROM (
    SELECT entity, currency, SUM(delta_minor) AS delta_minor, SUM(sales_minor) AS sales_minor
    FROM (
        SELECT entity, currency, amount_minor AS delta_minor, amount_minor AS sales_minor
        FROM invoice WHERE known_until IS NULL
        UNION ALL
        SELECT entity, currency, -amount_minor, 0
        FROM payment WHERE known_until IS NULL
        UNION ALL
        SELECT i.entity, i.currency, -a.amount_minor, 0
        FROM application AS a
        JOIN instalment AS n ON n.item_key = a.item_key AND n.known_until IS NULL
        JOIN invoice AS i ON i.invoice_key = n.invoice_key AND i.known_until IS NULL
        WHERE a.known_until IS NULL AND a.payment_key IS NULL AND a.credit_item_key IS NULL
    ) AS moved
    GROUP BY entity, currency
) AS f
FULL JOIN (
    SELECT entity, currency, SUM(delta_minor) AS delta_minor, SUM(sales_minor) AS sales_minor
    FROM receivable_cube
    GROUP BY entity, currency
) AS m ON m.entity = f.entity AND m.currency = f.currency
WHERE COALESCE(f.delta_minor, 0) <> COALESCE(m.delta_minor, 0)
    OR COALESCE(f.sales_minor, 0) <> COALESCE(m.sales_minor, 0)
ORDER BY entity, currency
