-- name: position_now(as_of, entity, country, customer_type, segment, currency)
-- One row per currency, bucket by due date and month-long window of issue: what is open, what of it is contested, and
-- balance times days since issue and days past due, so that every mean over invoices is exact. Credit notes and cash that
-- no invoice has used are the bucket 'unallocated', negative, in window -1. Reads the open items, so it is right only
-- when nothing was set against an item between as_of and the book's latest date; position_replay answers for other dates.
-- Relations: segments(customer_key, segment); spans(bucket, first_on, last_on); windows(window_no, after_on, until_on).
WITH contested AS (
    SELECT d.item_key AS item_key, SUM(d.delta_minor) AS disputed_minor
    FROM dispute_movement AS d
    WHERE d.moved_on <= CAST(:as_of AS DATE)
    GROUP BY d.item_key
),

positions AS (
    SELECT
        o.customer_key AS customer_key,
        o.entity AS entity,
        o.country AS country,
        o.customer_type AS customer_type,
        o.currency AS currency,
        o.document_type = 'credit_note' AS is_credit,
        o.issued_on AS issued_on,
        o.due_on AS due_on,
        o.balance_minor AS balance_minor,
        COALESCE(d.disputed_minor, 0) AS disputed_minor
    FROM open_item AS o
    LEFT JOIN contested AS d ON d.item_key = o.item_key
    WHERE o.issued_on <= CAST(:as_of AS DATE)
    UNION ALL
    SELECT
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        c.currency AS currency,
        TRUE AS is_credit,
        c.received_on AS issued_on,
        c.received_on AS due_on,
        -c.unapplied_minor AS balance_minor,
        0 AS disputed_minor
    FROM cash AS c
    WHERE c.unapplied_minor <> 0 AND c.received_on <= CAST(:as_of AS DATE)
),

daily AS (
    SELECT
        p.currency AS currency,
        p.is_credit AS is_credit,
        CASE WHEN p.is_credit THEN NULL ELSE p.issued_on END AS issued_on,
        CASE WHEN p.is_credit THEN NULL ELSE p.due_on END AS due_on,
        SUM(p.balance_minor) AS balance_minor,
        SUM(p.disputed_minor) AS disputed_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    WHERE p.balance_minor <> 0
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
    GROUP BY
        p.currency, p.is_credit, CASE WHEN p.is_credit THEN NULL ELSE p.issued_on END, CASE WHEN p.is_credit THEN NULL ELSE p.due_on END
)

SELECT
    d.currency AS currency,
    COALESCE(b.bucket, 'unallocated') AS bucket,
    COALESCE(w.window_no, -1) AS window_no,
    CAST(SUM(d.balance_minor) AS BIGINT) AS balance_minor,
    CAST(SUM(d.disputed_minor) AS BIGINT) AS disputed_minor,
    CAST(SUM(d.balance_minor * DATE_DIFF('day', d.issued_on, CAST(:as_of AS DATE))) AS BIGINT) AS age_days_minor,
    CAST(SUM(CASE WHEN d.due_on < CAST(:as_of AS DATE) THEN d.balance_minor * DATE_DIFF('day', d.due_on, CAST(:as_of AS DATE)) ELSE 0 END) AS BIGINT) AS late_days_minor
FROM daily AS d
LEFT JOIN spans AS b ON NOT d.is_credit AND d.due_on BETWEEN b.first_on AND b.last_on
LEFT JOIN windows AS w ON NOT d.is_credit AND d.issued_on > w.after_on AND d.issued_on <= w.until_on
GROUP BY d.currency, COALESCE(b.bucket, 'unallocated'), COALESCE(w.window_no, -1)
ORDER BY currency, bucket, window_no

-- name: position_replay(as_of, entity, country, customer_type, segment, currency)
-- One row per currency, bucket by due date and month-long window of issue of what was open on any date, as position_now
-- returns them: adds up the settlements until as_of of what was not yet closed then.
-- Relations: segments(customer_key, segment); spans(bucket, first_on, last_on); windows(window_no, after_on, until_on).
WITH contested AS (
    SELECT d.item_key AS item_key, SUM(d.delta_minor) AS disputed_minor
    FROM dispute_movement AS d
    WHERE d.moved_on <= CAST(:as_of AS DATE)
    GROUP BY d.item_key
),

moved AS (
    SELECT s.item_key AS item_key, SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    WHERE s.applied_on <= CAST(:as_of AS DATE)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:as_of AS DATE))
    GROUP BY s.item_key
),

waiting AS (
    SELECT
        c.payment_key AS payment_key,
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        c.currency AS currency,
        c.received_on AS received_on,
        c.amount_minor AS amount_minor
    FROM cash AS c
    WHERE c.received_on <= CAST(:as_of AS DATE)
        AND (c.used_up_on IS NULL OR c.used_up_on > CAST(:as_of AS DATE))
),

spent AS (
    SELECT s.payment_key AS payment_key, SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    INNER JOIN waiting AS w ON w.payment_key = s.payment_key
    WHERE s.applied_on <= CAST(:as_of AS DATE)
    GROUP BY s.payment_key
),

positions AS (
    SELECT
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.currency AS currency,
        i.document_type = 'credit_note' AS is_credit,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.amount_minor + COALESCE(m.delta_minor, 0) AS balance_minor,
        COALESCE(d.disputed_minor, 0) AS disputed_minor
    FROM item AS i
    LEFT JOIN moved AS m ON m.item_key = i.item_key
    LEFT JOIN contested AS d ON d.item_key = i.item_key
    WHERE i.issued_on <= CAST(:as_of AS DATE)
        AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
    UNION ALL
    SELECT
        w.customer_key AS customer_key,
        w.entity AS entity,
        w.country AS country,
        w.customer_type AS customer_type,
        w.currency AS currency,
        TRUE AS is_credit,
        w.received_on AS issued_on,
        w.received_on AS due_on,
        -(w.amount_minor + COALESCE(s.delta_minor, 0)) AS balance_minor,
        0 AS disputed_minor
    FROM waiting AS w
    LEFT JOIN spent AS s ON s.payment_key = w.payment_key
),

daily AS (
    SELECT
        p.currency AS currency,
        p.is_credit AS is_credit,
        CASE WHEN p.is_credit THEN NULL ELSE p.issued_on END AS issued_on,
        CASE WHEN p.is_credit THEN NULL ELSE p.due_on END AS due_on,
        SUM(p.balance_minor) AS balance_minor,
        SUM(p.disputed_minor) AS disputed_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    WHERE p.balance_minor <> 0
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
    GROUP BY
        p.currency, p.is_credit, CASE WHEN p.is_credit THEN NULL ELSE p.issued_on END, CASE WHEN p.is_credit THEN NULL ELSE p.due_on END
)

SELECT
    d.currency AS currency,
    COALESCE(b.bucket, 'unallocated') AS bucket,
    COALESCE(w.window_no, -1) AS window_no,
    CAST(SUM(d.balance_minor) AS BIGINT) AS balance_minor,
    CAST(SUM(d.disputed_minor) AS BIGINT) AS disputed_minor,
    CAST(SUM(d.balance_minor * DATE_DIFF('day', d.issued_on, CAST(:as_of AS DATE))) AS BIGINT) AS age_days_minor,
    CAST(SUM(CASE WHEN d.due_on < CAST(:as_of AS DATE) THEN d.balance_minor * DATE_DIFF('day', d.due_on, CAST(:as_of AS DATE)) ELSE 0 END) AS BIGINT) AS late_days_minor
FROM daily AS d
LEFT JOIN spans AS b ON NOT d.is_credit AND d.due_on BETWEEN b.first_on AND b.last_on
LEFT JOIN windows AS w ON NOT d.is_credit AND d.issued_on > w.after_on AND d.issued_on <= w.until_on
GROUP BY d.currency, COALESCE(b.bucket, 'unallocated'), COALESCE(w.window_no, -1)
ORDER BY currency, bucket, window_no
