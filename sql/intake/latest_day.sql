-- The latest day the rows speak of.
SELECT max($day) FROM good_rows
