-- One row: every document is new, and none can be missing from a list.
SELECT
    getvariable('import_id') AS import_id, COUNT(*) AS added, 0 AS changed, COUNT(*) AS named, 0 AS inferred_settled,
    COUNT(*) FILTER (WHERE settled_on IS NOT NULL AND received_minor <> 0) AS payments
FROM stage.first_row
