-- name: euro_rates(as_of)
-- One row per currency: euros for one unit, by the latest rate on or before as_of; a currency without one is absent.
WITH dated AS (
    SELECT
        r.currency AS currency,
        r.rate AS rate,
        ROW_NUMBER() OVER (PARTITION BY r.currency ORDER BY r.rate_on DESC, r.known_from DESC) AS place
    FROM exchange_rate AS r
    WHERE r.known_until IS NULL AND r.rate_on <= CAST(:as_of AS DATE)
)

SELECT
    d.currency AS currency,
    d.rate AS rate
FROM dated AS d
WHERE d.place = 1
ORDER BY d.currency
