-- The marts that read another mart.

CREATE OR REPLACE TABLE open_item AS
SELECT * FROM item WHERE closed_on IS NULL;
