-- Something two rows speak of, if there is any.
SELECT 1 FROM good_rows WHERE $where GROUP BY $key HAVING count(*) > 1 LIMIT 1
