-- What the dates of the whole file say of the order of day and month: first or second numbers above 12, and due dates
-- that lie before the invoice date in one of the orders.
WITH texts AS (
    SELECT [$cells] AS cells, $issued AS issued, $due AS due FROM $relation
)
SELECT
    count(*) FILTER (WHERE list_bool_or(list_transform(cells, lambda cell: regexp_matches(cell, '^(1[3-9]|2[0-9]|3[01])[./-][0-9]')))) AS only_day_first,
    count(*) FILTER (WHERE list_bool_or(list_transform(cells, lambda cell: regexp_matches(cell, '^[0-9]{1,2}[./-](1[3-9]|2[0-9]|3[01])[./-]')))) AS only_month_first,
    count(*) FILTER (WHERE try_strptime(due, [$day_first]) < try_strptime(issued, [$day_first])) AS wrong_day_first,
    count(*) FILTER (WHERE try_strptime(due, [$month_first]) < try_strptime(issued, [$month_first])) AS wrong_month_first
FROM texts
