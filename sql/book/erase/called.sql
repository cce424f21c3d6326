-- What the file says in one column of who was erased.
SELECT DISTINCT customer_id, CAST({column} AS VARCHAR) FROM stage.{table} AS s
JOIN erased_named USING (entity, customer_id) WHERE {column} IS NOT NULL AND LENGTH(CAST({column} AS VARCHAR)) > 0
