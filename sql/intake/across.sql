-- A row for every filled cell of the columns that stand across: the cell of the row's own column, the header, the value.
(
    SELECT source_row, c$own AS c0, unnest([$headers]) AS c1, unnest([$cells]) AS c2
    FROM $numbered
)
