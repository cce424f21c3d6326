-- The columns that the file filled.
SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'stage'
