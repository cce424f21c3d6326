-- One row per table: its name and the statement that makes it.
SELECT table_name, sql FROM duckdb_tables()
