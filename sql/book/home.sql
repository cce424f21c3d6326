-- One row: the database that plain table names mean.
SELECT CURRENT_CATALOG() AS home
