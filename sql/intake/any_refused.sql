-- A refused row, if there is any: reading the file once more is not free.
SELECT 1 FROM parsed_rows WHERE row_kind = 'item' AND reason IS NOT NULL LIMIT 1
