-- Every row with the text of the group row it belongs to.
(SELECT *, $choose(CASE WHEN $is_heading THEN nullif(regexp_extract($cells, $pattern, 1), '') END IGNORE NULLS)
    OVER (ORDER BY source_row ROWS BETWEEN $frame) AS group_name
FROM $numbered)
