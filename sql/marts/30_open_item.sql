-- name: open_item()
-- One row per due part with a balance on the book's latest date: all that today's aging, features and campaigns need.
CREATE OR REPLACE TABLE open_item AS
SELECT *
FROM item
WHERE closed_on IS NULL
ORDER BY customer_key, item_key
