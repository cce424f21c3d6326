-- name: position_cube()
-- One row per entity, country, customer type, currency, month-end, month of issue, bucket then and bucket a month later:
-- what was open of invoices. Every balance is a sum of spans in which an amount counts (an item from its issue until it is
-- closed, a part payment from its day on), so spans of equal days are added up before they are laid out over months:
-- a book of ten million invoices is a tenth of that in spans. The edges are those of core/metrics/buckets.py.
CREATE OR REPLACE TABLE position_cube AS
WITH turned AS (
    SELECT MAX(list_on) AS latest_on FROM import_log
),
ends AS (
    SELECT
        CAST(m.month AS DATE) AS month, LAST_DAY(CAST(m.month AS DATE)) AS ends_on,
        LAST_DAY(CAST(m.month + INTERVAL 1 MONTH AS DATE)) AS next_on
    FROM (
        SELECT UNNEST(GENERATE_SERIES(
            DATE_TRUNC('month', CAST(MIN(i.issued_on) AS TIMESTAMP)),
            DATE_TRUNC('month', CAST(ANY_VALUE(t.latest_on) AS TIMESTAMP)), INTERVAL 1 MONTH
        )) AS month
        FROM item AS i CROSS JOIN turned AS t
        HAVING MIN(i.issued_on) IS NOT NULL
    ) AS m
),
spans AS (
    SELECT
        i.entity, i.country, i.customer_type, i.currency, i.issued_on, i.due_on,
        i.issued_on AS counts_from, LAST_DAY(i.closed_on) AS closed_end, i.amount_minor, 0 AS disputed_minor
    FROM item AS i
    WHERE i.document_type = 'invoice' AND (i.closed_on IS NULL OR LAST_DAY(i.closed_on) > LAST_DAY(i.issued_on))
    UNION ALL
    -- What closes an item within the month that closed it needs no span: the item's own ends there.
    SELECT
        i.entity, i.country, i.customer_type, i.currency, i.issued_on, i.due_on,
        s.applied_on, LAST_DAY(s.item_closed_on), s.delta_minor, 0
    FROM settlement AS s
    JOIN item AS i ON i.item_key = s.item_key
    WHERE i.document_type = 'invoice' AND (s.item_closed_on IS NULL OR LAST_DAY(s.item_closed_on) > LAST_DAY(s.applied_on))
    UNION ALL
    SELECT
        i.entity, i.country, i.customer_type, i.currency, i.issued_on, i.due_on,
        d.moved_on, LAST_DAY(i.closed_on), 0, d.delta_minor
    FROM dispute_movement AS d
    JOIN item AS i ON i.item_key = d.item_key
    WHERE i.closed_on IS NULL OR LAST_DAY(i.closed_on) > LAST_DAY(d.moved_on)
),
added AS (
    SELECT
        entity, country, customer_type, currency, issued_on, due_on, LAST_DAY(counts_from) AS from_end, closed_end,
        SUM(amount_minor) AS amount_minor, SUM(disputed_minor) AS disputed_minor
    FROM spans
    GROUP BY ALL
),
-- A span also says what is left a month later of what was open before it began: a part payment of that month.
laid AS (
    SELECT
        a.*, e.month, e.ends_on, e.next_on,
        CASE WHEN e.ends_on >= a.from_end THEN a.amount_minor ELSE 0 END AS balance_minor,
        CASE WHEN e.ends_on >= a.from_end THEN a.disputed_minor ELSE 0 END AS held_minor,
        CASE WHEN a.closed_end IS NULL OR e.next_on < a.closed_end THEN a.amount_minor ELSE 0 END AS next_minor
    FROM added AS a
    JOIN ends AS e
        ON e.next_on >= a.from_end AND e.ends_on >= LAST_DAY(a.issued_on) AND (a.closed_end IS NULL OR e.ends_on < a.closed_end)
)
SELECT
    entity AS entity, country AS country, customer_type AS customer_type, currency AS currency, month AS month,
    CAST(DATE_TRUNC('month', issued_on) AS DATE) AS issue_month,
    CASE
        WHEN ends_on <= due_on THEN 'current' WHEN ends_on - due_on <= 30 THEN 'd1_30'
        WHEN ends_on - due_on <= 60 THEN 'd31_60' WHEN ends_on - due_on <= 90 THEN 'd61_90' ELSE 'd90_plus'
    END AS bucket,
    CASE
        WHEN next_on <= due_on THEN 'current' WHEN next_on - due_on <= 30 THEN 'd1_30'
        WHEN next_on - due_on <= 60 THEN 'd31_60' WHEN next_on - due_on <= 90 THEN 'd61_90' ELSE 'd90_plus'
    END AS next_bucket,
    CAST(SUM(balance_minor) AS BIGINT) AS balance_minor,
    CAST(SUM(held_minor) AS BIGINT) AS disputed_minor,
    CAST(SUM(balance_minor * (ends_on - issued_on)) AS BIGINT) AS age_days_minor,
    CAST(SUM(balance_minor * GREATEST(ends_on - due_on, 0)) AS BIGINT) AS late_days_minor,
    CAST(SUM(next_minor) AS BIGINT) AS next_minor
FROM laid
GROUP BY ALL
HAVING SUM(balance_minor) <> 0 OR SUM(next_minor) <> 0 OR SUM(held_minor) <> 0
ORDER BY entity, country, customer_type, currency, month, issue_month, bucket, next_bucket
