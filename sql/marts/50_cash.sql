-- name: cash()
-- One row per payment: what of it is not set against anything on the book's latest date, and the day it was used up.
CREATE OR REPLACE TABLE cash AS
WITH today AS (
    SELECT MAX(list_on) AS latest_on FROM import_log
),
used AS (
    SELECT payment_key, SUM(delta_minor) AS delta_minor, MAX(applied_on) AS last_on
    FROM movement
    WHERE payment_key IS NOT NULL AND applied_on <= (SELECT latest_on FROM today)
    GROUP BY payment_key
),
spent AS (
    SELECT p.*, CAST(p.amount_minor + COALESCE(u.delta_minor, 0) AS BIGINT) AS unapplied_minor, u.last_on
    FROM payment AS p
    LEFT JOIN used AS u ON u.payment_key = p.payment_key
    WHERE p.known_until IS NULL
)
SELECT
    p.payment_key AS payment_key, p.customer_key AS customer_key, p.entity AS entity, c.country AS country,
    c.customer_type AS customer_type, p.currency AS currency, p.received_on AS received_on,
    p.amount_minor AS amount_minor, p.unapplied_minor AS unapplied_minor,
    CASE WHEN p.unapplied_minor = 0 THEN COALESCE(p.last_on, p.received_on) END AS used_up_on,
    -- No money came in: the books say the rest is lost. Words of English, Dutch, German and French ledgers.
    COALESCE(
        REGEXP_REPLACE(STRIP_ACCENTS(LOWER(p.method)), '[^a-z]', '', 'g') IN (
            'writeoff', 'baddebt', 'afboeking', 'afgeboekt', 'oninbaar', 'ausbuchung', 'abschreibung', 'forderungsausfall',
            'perte', 'passationenperte', 'irrecouvrable'
        ), FALSE
    ) AS is_write_off
FROM spent AS p
JOIN customer AS c ON c.customer_key = p.customer_key AND c.known_until IS NULL
ORDER BY p.customer_key, p.payment_key
