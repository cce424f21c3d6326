-- The first rows in quarantine, for the report.
SELECT source_row, reason, cells FROM stage.quarantine ORDER BY source_row LIMIT $count
