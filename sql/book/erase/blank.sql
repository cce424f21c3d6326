-- One column of who was erased, emptied before it is read.
UPDATE stage.{table} SET {column} = NULL
WHERE EXISTS (
    SELECT 1 FROM erased_named AS e
    WHERE e.entity = stage.{table}.entity AND e.customer_id = stage.{table}.customer_id
)
