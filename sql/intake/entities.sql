-- The entities that the file names.
SELECT DISTINCT entity FROM good_rows WHERE entity IS NOT NULL ORDER BY entity
