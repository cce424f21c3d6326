-- name: sales_known()
-- One row per entity whose first file was a list of open items only: the day of that list, and the day after which sales
-- are known when a sales file fills the months before it without a gap. What was sold and paid before the list is not in
-- the book, so a period that begins earlier has no true sales. A list of which a tenth or more was already settled is a
-- ledger with history, and limits nothing; a few rows at zero on an open-item list are not history.
WITH first_file AS (
    SELECT i.entity AS entity, MIN(i.import_id) AS import_id
    FROM item AS i
    GROUP BY i.entity
),

known AS (
    SELECT
        f.entity AS entity,
        l.list_on AS list_on,
        l.mode AS mode,
        COUNT(*) AS items,
        SUM(CASE WHEN i.closed_on <= l.list_on THEN 1 ELSE 0 END) AS settled
    FROM first_file AS f
    INNER JOIN import_log AS l ON l.import_id = f.import_id
    INNER JOIN item AS i ON i.entity = f.entity AND i.import_id = f.import_id
    GROUP BY f.entity, l.list_on, l.mode
),

stated AS (
    SELECT
        s.entity AS entity,
        MIN(s.month) AS first_month,
        MAX(s.month) AS last_month,
        COUNT(DISTINCT s.month) AS months
    FROM sales_month AS s
    WHERE s.known_until IS NULL
    GROUP BY s.entity
)

SELECT
    k.entity AS entity,
    k.list_on AS listed_on,
    CASE
        WHEN s.last_month >= CAST(DATE_TRUNC('month', k.list_on) AS DATE)
            AND s.months = DATE_DIFF('month', s.first_month, s.last_month) + 1
            THEN CAST(s.first_month - INTERVAL '1' DAY AS DATE)
        ELSE k.list_on
    END AS known_after_on
FROM known AS k
LEFT JOIN stated AS s ON s.entity = k.entity
WHERE k.mode = 'snapshot' AND 10 * k.settled < k.items
ORDER BY entity
