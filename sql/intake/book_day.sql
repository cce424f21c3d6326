-- The latest day the book knows of.
SELECT max(list_on) FROM import_log
