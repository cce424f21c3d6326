-- name: every_application_settles()
-- Nothing is lost between the facts and the mart: every application reduces an item that is still there, and one of a
-- credit note uses up that note's item by as much.
SELECT f.applications AS applications, m.settlements AS settlements, f.applied_minor AS applied_minor, m.delta_minor AS settled_minor
FROM (
    SELECT
        COUNT(*) + COUNT(credit_item_key) AS applications,
        -COALESCE(SUM(amount_minor), 0) + COALESCE(SUM(amount_minor) FILTER (WHERE credit_item_key IS NOT NULL), 0) AS applied_minor
    FROM application
    WHERE known_until IS NULL
) AS f
CROSS JOIN (
    SELECT COUNT(*) AS settlements, COALESCE(SUM(delta_minor), 0) AS delta_minor FROM settlement
) AS m
WHERE f.applications <> m.settlements OR f.applied_minor <> m.delta_minor
ORDER BY applications
