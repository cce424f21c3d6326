-- The parsed rows with every field of their kind; a field that nothing gives is NULL. file_place counts rows as the
-- reader gave them, from 0.
CREATE OR REPLACE TEMP VIEW every_field AS SELECT rowid AS row_id, $place AS file_place, $columns FROM parsed_rows
