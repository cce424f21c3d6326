-- Rows that speak of something an earlier row spoke of: the earlier row, and whether both say the same.
CREATE OR REPLACE TEMP TABLE repeated_rows AS
WITH keyed AS (
    SELECT row_id, source_row, row($key) AS what, row($same) AS said FROM good_rows WHERE $where
), several AS (
    SELECT what FROM keyed GROUP BY what HAVING count(*) > 1
), compared AS (
    SELECT row_id, first_value(source_row) OVER spoken AS first_row, row_number() OVER spoken AS nth,
        said IS NOT DISTINCT FROM first_value(said) OVER spoken AS is_same
    FROM keyed SEMI JOIN several USING (what)
    WINDOW spoken AS (PARTITION BY what ORDER BY source_row)
)
SELECT row_id, first_row, is_same FROM compared WHERE nth > 1
