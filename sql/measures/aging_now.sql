-- name: aging_now(as_of, by, group_by, entity, country, customer_type, segment, currency)
-- One row per group, currency and bucket of what is open; credit notes and cash that no invoice has used are the bucket
-- 'unallocated', negative, so that a group's rows add up to its ledger. Reads the open items, so it is right only when
-- nothing was set against an item between as_of and the book's latest date; aging_replay answers for the other dates.
-- Two queries, because planning one that does both added a third to the time of this one.
-- Relations: segments(customer_key, segment); spans(bucket, first_on, last_on), the one definition of the buckets.
WITH positions AS (
    SELECT
        o.customer_key AS customer_key,
        o.entity AS entity,
        o.country AS country,
        o.customer_type AS customer_type,
        o.currency AS currency,
        o.document_type = 'credit_note' AS is_credit,
        CASE WHEN :by = 'issue' THEN o.issued_on ELSE o.due_on END AS aged_on,
        o.balance_minor AS balance_minor
    FROM open_item AS o
    WHERE o.issued_on <= CAST(:as_of AS DATE)
    UNION ALL
    SELECT
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.country AS country,
        c.customer_type AS customer_type,
        c.currency AS currency,
        TRUE AS is_credit,
        c.received_on AS aged_on,
        -c.unapplied_minor AS balance_minor
    FROM cash AS c
    WHERE c.unapplied_minor <> 0 AND c.received_on <= CAST(:as_of AS DATE)
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
