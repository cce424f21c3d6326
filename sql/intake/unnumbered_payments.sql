-- A payment without a number of its own, if there is any.
SELECT 1 FROM good_rows WHERE payment_id IS NULL LIMIT 1
