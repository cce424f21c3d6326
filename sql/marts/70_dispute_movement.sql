-- name: dispute_movement()
-- One row per change of the contested part of an item's open balance. A dispute counts from the day it was opened until
-- the day it was closed; a document that the source merely calls disputed, from the first list that says so until the
-- first that no longer does. What is contested is never more than what is open, so payments and new disputes both move it.
-- Of a document in parts the oldest due part is contested first.
CREATE OR REPLACE TABLE dispute_movement AS
WITH opened AS (
    SELECT invoice_key, opened_on AS from_on, closed_on AS until_on, ABS(amount_minor) AS amount_minor
    FROM dispute
    WHERE known_until IS NULL
    UNION ALL
    SELECT
        i.invoice_key, f.list_on, u.list_on,
        CASE WHEN i.disputed_minor = 0 THEN ABS(i.amount_minor) ELSE LEAST(i.disputed_minor, ABS(i.amount_minor)) END
    FROM invoice AS i
    JOIN import_log AS f ON f.import_id = i.known_from
    LEFT JOIN import_log AS u ON u.import_id = i.known_until
    WHERE (i.is_disputed OR i.disputed_minor <> 0)
        AND i.invoice_key NOT IN (SELECT invoice_key FROM dispute WHERE known_until IS NULL)
),
contested AS (
    SELECT invoice_key, day, SUM(amount_minor) AS delta_minor
    FROM (
        SELECT invoice_key, from_on AS day, amount_minor FROM opened
        UNION ALL
        SELECT invoice_key, until_on, -amount_minor FROM opened WHERE until_on IS NOT NULL
    ) AS turns
    GROUP BY invoice_key, day
),
part AS (
    SELECT
        item_key, invoice_key, customer_key, issued_on, amount_minor,
        SUM(amount_minor) OVER (PARTITION BY invoice_key ORDER BY due_on, part_no) - amount_minor AS before_minor
    FROM item
    WHERE document_type = 'invoice' AND amount_minor > 0 AND invoice_key IN (SELECT invoice_key FROM opened)
),
turned AS (
    SELECT p.item_key, p.issued_on AS day, p.amount_minor AS balance_minor, 0 AS contested_minor FROM part AS p
    UNION ALL
    SELECT s.item_key, s.applied_on, s.delta_minor, 0
    FROM settlement AS s
    WHERE s.item_key IN (SELECT item_key FROM part)
    UNION ALL
    SELECT p.item_key, GREATEST(c.day, p.issued_on), 0, c.delta_minor
    FROM part AS p
    JOIN contested AS c ON c.invoice_key = p.invoice_key
),
daily AS (
    SELECT item_key, day, SUM(balance_minor) AS balance_minor, SUM(contested_minor) AS contested_minor
    FROM turned
    GROUP BY item_key, day
),
standing AS (
    SELECT
        d.item_key, p.customer_key, d.day, p.before_minor, p.amount_minor,
        SUM(d.balance_minor) OVER (PARTITION BY d.item_key ORDER BY d.day) AS balance_minor,
        SUM(d.contested_minor) OVER (PARTITION BY d.item_key ORDER BY d.day) AS contested_minor
    FROM daily AS d
    JOIN part AS p ON p.item_key = d.item_key
),
disputed AS (
    SELECT
        item_key, customer_key, day,
        GREATEST(LEAST(contested_minor - before_minor, amount_minor, balance_minor), 0) AS disputed_minor
    FROM standing
)
SELECT
    item_key AS item_key, customer_key AS customer_key, day AS moved_on,
    CAST(disputed_minor - COALESCE(LAG(disputed_minor) OVER (PARTITION BY item_key ORDER BY day), 0) AS BIGINT) AS delta_minor
FROM disputed
QUALIFY delta_minor <> 0
ORDER BY customer_key, item_key, moved_on
