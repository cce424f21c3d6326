-- name: book_span()
-- One row of dates that say when the open items' balances hold: the first issue; the last settlement up to the book's
-- latest date, of which the open items speak; and the first one dated later. Between those two settlements nothing was set
-- against any item, so the open items are the position; on any other date the settlements must be replayed.
WITH today AS (
    SELECT MAX(l.list_on) AS latest_on
    FROM import_log AS l
),

issued AS (
    SELECT MIN(i.issued_on) AS first_issued_on
    FROM item AS i
),

settled AS (
    SELECT
        MAX(CASE WHEN s.applied_on <= t.latest_on THEN s.applied_on END) AS last_applied_on,
        MIN(CASE WHEN s.applied_on > t.latest_on THEN s.applied_on END) AS next_applied_on
    FROM settlement AS s
    CROSS JOIN today AS t
)

SELECT
    i.first_issued_on AS first_issued_on,
    s.last_applied_on AS last_applied_on,
    s.next_applied_on AS next_applied_on
FROM issued AS i
CROSS JOIN settled AS s
