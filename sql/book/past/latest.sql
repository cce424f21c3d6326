-- The last import of the version.
SELECT MAX(import_id) FROM kept.import_log;
