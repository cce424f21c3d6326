-- The last total row per currency: the file's own sum. A total without currency is in the only one the rows have.
WITH single AS (
    SELECT min(currency) AS currency FROM good_rows HAVING count(DISTINCT currency) = 1
), stated AS (
    SELECT source_row, coalesce(file_rows.currency, single.currency) AS currency, amount, $other AS open_amount
    FROM file_rows LEFT JOIN single ON TRUE
    WHERE row_kind = 'total'
)
SELECT currency, arg_max($amount, source_row) AS amount, count(*) AS total_rows
FROM stated WHERE currency IS NOT NULL GROUP BY currency ORDER BY currency
