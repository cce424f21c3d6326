-- One row per column of the database that plain table names mean, with its type.
SELECT table_name, column_name, data_type
FROM duckdb_columns()
WHERE database_name = CURRENT_CATALOG() AND NOT internal
ORDER BY table_name, column_name
