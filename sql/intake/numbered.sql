-- Rows of a streamed file with their row in it.
(SELECT CAST(row_number() OVER () + $first - 1 AS INTEGER) AS source_row, * FROM $relation)
