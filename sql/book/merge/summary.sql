-- One row: what became of the documents the file names or leaves out.
SELECT
    getvariable('import_id') AS import_id,
    (SELECT COUNT(*) FROM told WHERE known_key IS NULL) AS added,
    (SELECT COUNT(*) FROM invoice_change WHERE invoice_key IN (SELECT known_key FROM told)) AS changed,
    (SELECT COUNT(*) FROM told) AS named,
    (SELECT COUNT(DISTINCT invoice_key) FROM inferred WHERE NOT is_named) AS inferred_settled,
    (SELECT COUNT(*) FROM payment_told) AS payments
