-- name: book_columns()
-- One row per column of the book's own tables with its type: what a book that an earlier program wrote may lack.
SELECT c.table_name AS table_name, c.column_name AS column_name, c.data_type AS data_type
FROM information_schema.columns AS c
WHERE c.table_schema = 'main'
ORDER BY table_name, column_name
