-- One row per entity: open documents before this list, those of them absent from it, and the days since they were
-- last known to be open.
SELECT
    i.entity,
    COUNT(DISTINCT f.invoice_key) FILTER (WHERE f.invoice_key IS NOT NULL) AS missing,
    COUNT(DISTINCT i.invoice_key) AS open_documents,
    COALESCE(MAX(getvariable('list_on') - f.settled_after), 0) AS since_days
FROM invoice AS i
JOIN open_before AS b ON b.invoice_key = i.invoice_key
LEFT JOIN inferred AS f ON f.invoice_key = i.invoice_key AND NOT f.is_named
WHERE i.known_until IS NULL
GROUP BY i.entity
ORDER BY i.entity
