-- name: customer_traits()
-- One row per customer: what the ledger says of it beyond country and type, by which an aging can be split or narrowed.
SELECT
    c.customer_key AS customer_key,
    c.sector AS sector,
    c.size_class AS size_class,
    c.account_manager AS account_manager,
    c.collector AS collector,
    c.label AS label
FROM customer AS c
WHERE c.known_until IS NULL
ORDER BY customer_key
