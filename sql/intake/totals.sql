-- Sums of the rows that were taken, per currency, in minor units.
SELECT currency, CAST(sum($amount) AS BIGINT) AS amount, CAST(sum($open_amount) AS BIGINT) AS open_amount
FROM good_rows GROUP BY currency ORDER BY currency
