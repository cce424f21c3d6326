-- Why rows were refused: a reason without the cell it names, and how many rows it holds.
SELECT regexp_replace(regexp_replace(reason, '"[^"]*"', '...'), '-?[0-9][-0-9.]*', '...', 'g') AS told, count(*) AS rows_refused
FROM parsed_rows WHERE row_kind = 'item' AND reason IS NOT NULL
GROUP BY told ORDER BY rows_refused DESC, told
