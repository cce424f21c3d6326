-- Cells that could not be read and are not needed: how many rows, and the first of them.
SELECT left_out, count(*) AS told, min(source_row) AS first_row FROM good_rows WHERE left_out <> 0 GROUP BY left_out
