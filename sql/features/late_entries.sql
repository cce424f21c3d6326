-- name: late_entries(as_of, days, since, window_days)
-- One row per customer that came to be past due by so many days, from since to as_of, with the first day it did, whether all
-- that had come past due that day was gone window_days later (NULL where that day is after as_of): what a campaign of
-- reminders would have met, and how that went. What was
-- sent then is not known: it is how things go with reminders as they were.
WITH reached AS (
    SELECT
        i.customer_key AS customer_key,
        i.closed_on AS closed_on,
        CAST(i.due_on + CAST(:days AS INTEGER) AS DATE) AS reached_on
    FROM item AS i
    WHERE
        i.document_type = 'invoice'
        AND i.amount_minor > 0
        AND i.due_on + CAST(:days AS INTEGER) BETWEEN CAST(:since AS DATE) AND CAST(:as_of AS DATE)
        AND (i.closed_on IS NULL OR i.closed_on > i.due_on + CAST(:days AS INTEGER))
),

first_of AS (
    SELECT
        r.customer_key AS customer_key,
        MIN(r.reached_on) AS first_on
    FROM reached AS r
    GROUP BY r.customer_key
)

SELECT
    f.customer_key AS customer_key,
    f.first_on AS first_on,
    CASE
        WHEN f.first_on + CAST(:window_days AS INTEGER) > CAST(:as_of AS DATE) THEN NULL
        ELSE MIN(CASE WHEN r.closed_on <= f.first_on + CAST(:window_days AS INTEGER) THEN 1 ELSE 0 END)
    END AS is_paid
FROM first_of AS f
INNER JOIN reached AS r ON f.customer_key = r.customer_key AND f.first_on = r.reached_on
GROUP BY f.customer_key, f.first_on
ORDER BY f.customer_key
