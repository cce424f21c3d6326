-- An exact repeat counts once; a row that contradicts an earlier one is refused.
UPDATE parsed_rows SET
    row_kind = CASE WHEN is_same AND $counts_once THEN 'repeat' ELSE row_kind END,
    reason = CASE WHEN NOT is_same THEN 'The same $label stands on row ' || first_row || ' $told' END
FROM repeated_rows
WHERE parsed_rows.rowid = repeated_rows.row_id
