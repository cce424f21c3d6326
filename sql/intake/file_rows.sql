-- The parsed rows with the row of the file they come from.
CREATE OR REPLACE TEMP VIEW file_rows AS SELECT $numbered
