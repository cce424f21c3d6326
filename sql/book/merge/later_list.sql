-- One row per entity that already has a later list of open items than this one.
SELECT l.entity, MAX(l.list_on) AS known_on
FROM (
    SELECT UNNEST(CAST(entities AS VARCHAR[])) AS entity, list_on
    FROM import_log
    WHERE mode = 'snapshot' AND kind = 'ledger'
) AS l
WHERE l.entity IN (SELECT UNNEST(getvariable('entities'))) AND l.list_on > getvariable('list_on')
GROUP BY l.entity
ORDER BY l.entity
