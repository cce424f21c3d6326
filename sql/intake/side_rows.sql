-- The rows of a side file that can be taken, in the order of the file: whose they are, of which day, and all they say.
SELECT source_row, said_on, source, entity, $key AS fact_key, $columns
FROM good_rows ORDER BY source_row
