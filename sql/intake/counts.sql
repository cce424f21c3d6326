-- Rows by kind, and refused ones among them.
SELECT row_kind, count(*) AS rows_read, count(reason) AS refused FROM parsed_rows GROUP BY row_kind
