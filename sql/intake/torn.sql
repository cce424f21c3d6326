-- Rows of the file whose cells do not fit its columns: the line, why, and the line itself; blank lines are no rows.
SELECT line, string_agg(DISTINCT error_type, ', ') AS errors, min(error_message) AS told, min(trim(csv_line, chr(10) || chr(13))) AS cells
FROM torn_rows
GROUP BY line
HAVING trim(min(csv_line), ' ' || chr(9) || chr(10) || chr(13)) <> ''
ORDER BY line
