-- name: payment_answers(as_of, since, first_key, last_key)
-- One row per invoice that the source system reminded of after :since and up to :as_of, while it was open: the day, and the
-- day on which it was paid after that; missing while it is not. A day inferred from a list is left out: a reminder is
-- answered within days, and a list does not tell days.
SELECT
    i.customer_key AS customer_key,
    i.item_key AS item_key,
    DATE_DIFF('day', DATE '1970-01-01', i.source_reminded_on) AS reminded_day,
    CASE WHEN i.closed_on <= CAST(:as_of AS DATE) THEN DATE_DIFF('day', DATE '1970-01-01', i.closed_on) END AS paid_day
FROM item AS i
WHERE
    i.document_type = 'invoice'
    AND i.amount_minor > 0
    AND i.source_reminded_on > CAST(:since AS DATE)
    AND i.source_reminded_on <= CAST(:as_of AS DATE)
    AND (i.closed_on IS NULL OR i.closed_on >= i.source_reminded_on)
    AND NOT (i.is_inferred AND i.closed_on <= CAST(:as_of AS DATE))
    AND i.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
ORDER BY i.customer_key, i.item_key

-- name: payment_answers_to(as_of, first_key, last_key)
-- One row per item and reminder that we sent by :as_of: by which channel and when, and the day on which the item was paid after
-- that. sent_reminders is handed in from the desk. Of several reminders of one item before its payment only the last
-- has the answer; the number guards against a key that means another document in a book made anew.
WITH sent AS (
    SELECT
        i.customer_key AS customer_key,
        i.item_key AS item_key,
        s.channel AS channel,
        s.reminded_on AS reminded_on,
        LEAD(s.reminded_on) OVER (PARTITION BY i.item_key ORDER BY s.reminded_on) AS next_on,
        CASE WHEN i.closed_on <= CAST(:as_of AS DATE) THEN i.closed_on END AS paid_on,
        i.is_inferred AS is_inferred
    FROM sent_reminders AS s
    INNER JOIN item AS i ON s.item_key = i.item_key AND s.number = i.number AND s.entity = i.entity
    WHERE
        s.reminded_on <= CAST(:as_of AS DATE)
        AND (i.closed_on IS NULL OR i.closed_on >= s.reminded_on)
        AND i.customer_key BETWEEN CAST(:first_key AS BIGINT) AND CAST(:last_key AS BIGINT)
)

SELECT
    s.customer_key AS customer_key,
    s.item_key AS item_key,
    s.channel AS channel,
    DATE_DIFF('day', DATE '1970-01-01', s.reminded_on) AS reminded_day,
    CASE WHEN s.next_on IS NULL OR s.paid_on < s.next_on THEN DATE_DIFF('day', DATE '1970-01-01', s.paid_on) END AS paid_day
FROM sent AS s
WHERE NOT (s.is_inferred AND s.paid_on IS NOT NULL)
ORDER BY s.customer_key, s.item_key, s.reminded_on
