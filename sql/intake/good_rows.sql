-- The rows that can be taken.
CREATE OR REPLACE TEMP VIEW good_rows AS FROM file_rows WHERE row_kind = 'item' AND reason IS NULL
