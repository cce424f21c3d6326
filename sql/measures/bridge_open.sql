-- name: bridge_open(as_of, group_by, entity, country, customer_type, segment, currency)
-- One row per group, currency, month-long window of issue and past due or not: what was open of the invoices issued in
-- that window, and what of it was disputed that day.
-- Relations: positions, the rows of positions_now or positions_replay on as_of; segments(customer_key, segment);
-- windows(window_no, after_on, until_on), the days after after_on up to and including until_on.
WITH contested AS (
    SELECT d.item_key AS item_key, SUM(d.delta_minor) AS disputed_minor
    FROM dispute_movement AS d
    WHERE d.moved_on <= CAST(:as_of AS DATE)
    GROUP BY d.item_key
),

held AS (
    SELECT
        CASE
            WHEN :group_by = 'segment' THEN COALESCE(g.segment, 'unassigned')
            WHEN :group_by = 'country' THEN p.country
            WHEN :group_by = 'entity' THEN p.entity
            WHEN :group_by = 'type' THEN p.customer_type
            ELSE 'all'
        END AS group_name,
        p.currency AS currency,
        p.issued_on AS issued_on,
        p.due_on < CAST(:as_of AS DATE) AS is_past_due,
        p.balance_minor AS balance_minor,
        COALESCE(c.disputed_minor, 0) AS disputed_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    LEFT JOIN contested AS c ON c.item_key = p.item_key
    WHERE NOT p.is_credit
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
),

daily AS (
    SELECT
        h.group_name AS group_name,
        h.currency AS currency,
        h.issued_on AS issued_on,
        h.is_past_due AS is_past_due,
        SUM(h.balance_minor) AS balance_minor,
        SUM(h.disputed_minor) AS disputed_minor
    FROM held AS h
    GROUP BY h.group_name, h.currency, h.issued_on, h.is_past_due
)

SELECT
    d.group_name AS group_name,
    d.currency AS currency,
    w.window_no AS window_no,
    d.is_past_due AS is_past_due,
    CAST(SUM(d.balance_minor) AS BIGINT) AS balance_minor,
    CAST(SUM(d.disputed_minor) AS BIGINT) AS disputed_minor
FROM daily AS d
INNER JOIN windows AS w ON d.issued_on > w.after_on AND d.issued_on <= w.until_on
GROUP BY d.group_name, d.currency, w.window_no, d.is_past_due
ORDER BY group_name, currency, window_no, is_past_due
