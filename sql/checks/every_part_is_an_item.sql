-- name: every_part_is_an_item()
-- Nothing is lost between the facts and the mart: as many items as due parts, and the same money.
SELECT f.parts AS parts, m.items AS items, f.parts_minor AS parts_minor, m.items_minor AS items_minor
FROM (SELECT COUNT(*) AS parts, SUM(amount_minor) AS parts_minor FROM instalment WHERE known_until IS NULL) AS f
CROSS JOIN (SELECT COUNT(*) AS items, SUM(amount_minor) AS items_minor FROM item) AS m
WHERE f.parts <> m.items OR f.parts_minor IS DISTINCT FROM m.items_minor
ORDER BY parts
