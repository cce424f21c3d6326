-- name: aging_replay(as_of, by, group_by, entity, country, customer_type, segment, currency)
-- One row per group, currency and bucket of what was open on any date, as aging_now returns them: adds up the
-- settlements until as_of of what was not yet closed then.
-- Relations: segments(customer_key, segment); spans(bucket, first_on, last_on), the one definition of the buckets.
WITH moved AS (
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
        CASE WHEN :by = 'issue' THEN i.issued_on ELSE i.due_on END AS aged_on,
        i.amount_minor + COALESCE(m.delta_minor, 0) AS balance_minor
    FROM item AS i
    LEFT JOIN moved AS m ON m.item_key = i.item_key
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
        w.received_on AS aged_on,
        -(w.amount_minor + COALESCE(s.delta_minor, 0)) AS balance_minor
    FROM waiting AS w
    LEFT JOIN spent AS s ON s.payment_key = w.payment_key
),

grouped AS (
    SELECT
        CASE
            WHEN :group_by = 'segment' THEN COALESCE(g.segment, 'unassigned')
            WHEN :group_by = 'country' THEN p.country
            WHEN :group_by = 'entity' THEN p.entity
            WHEN :group_by = 'type' THEN p.customer_type
            ELSE 'all'
        END AS group_name,
        p.currency AS currency,
        p.is_credit AS is_credit,
        p.aged_on AS aged_on,
        p.balance_minor AS balance_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    WHERE p.balance_minor <> 0
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
),

daily AS (
    SELECT
        d.group_name AS group_name,
        d.currency AS currency,
        d.is_credit AS is_credit,
        d.aged_on AS aged_on,
        COUNT(*) AS items,
        SUM(d.balance_minor) AS balance_minor
    FROM grouped AS d
    GROUP BY d.group_name, d.currency, d.is_credit, d.aged_on
)

SELECT
    d.group_name AS group_name,
    d.currency AS currency,
    COALESCE(b.bucket, 'unallocated') AS bucket,
    CAST(SUM(d.items) AS BIGINT) AS items,
    CAST(SUM(d.balance_minor) AS BIGINT) AS balance_minor
FROM daily AS d
LEFT JOIN spans AS b ON NOT d.is_credit AND d.aged_on BETWEEN b.first_on AND b.last_on
GROUP BY d.group_name, d.currency, COALESCE(b.bucket, 'unallocated')
ORDER BY group_name, currency, bucket
