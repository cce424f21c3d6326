-- Something two rows speak of, if there may be any: rows with the same hash, which are then compared in full.
SELECT 1 FROM good_rows WHERE $where GROUP BY hash($key) HAVING count(*) > 1 LIMIT 1
