-- The number of this import, and the entities a list speaks for: those it is said to be of, else those it names.
SET VARIABLE import_id = (SELECT COALESCE(MAX(import_id), 0) + 1 FROM import_log);
SET VARIABLE entities = (
    SELECT COALESCE(NULLIF(getvariable('given_entities'), []), LIST(DISTINCT entity ORDER BY entity), [])
    FROM staged_invoice
);
