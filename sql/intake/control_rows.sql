-- The balances that can be taken, in the order of the file.
SELECT entity, month, currency, $balance AS balance_minor, source_row FROM good_rows ORDER BY source_row
