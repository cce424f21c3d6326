-- name: aging(by, row_split, column_split, entity, country, customer_type, segment, currency, is_narrowed)
-- One row per row group, column group, currency and bucket of what is open; credit notes and cash that no invoice has
-- used are the bucket 'unallocated', negative, so that a group's rows add up to its ledger. Asked of positions that were
-- taken once for a day, because any number of splits and filters of that day then cost no second look at the book.
-- Relations: positions, the rows of positions_now or positions_replay; segments(customer_key, segment);
-- traits(customer_key, row_trait, column_trait), when is_narrowed only of the customers who count;
-- spans(bucket, first_on, last_on), the one definition of the buckets.
WITH grouped AS (
    SELECT
        CASE
            WHEN :row_split = 'segment' THEN COALESCE(g.segment, 'unassigned')
            WHEN :row_split = 'country' THEN p.country
            WHEN :row_split = 'entity' THEN p.entity
            WHEN :row_split = 'type' THEN p.customer_type
            WHEN :row_split = 'currency' THEN p.currency
            WHEN :row_split = 'all' THEN 'all'
            ELSE COALESCE(t.row_trait, 'unassigned')
        END AS row_group,
        CASE
            WHEN :column_split = 'segment' THEN COALESCE(g.segment, 'unassigned')
            WHEN :column_split = 'country' THEN p.country
            WHEN :column_split = 'entity' THEN p.entity
            WHEN :column_split = 'type' THEN p.customer_type
            WHEN :column_split = 'currency' THEN p.currency
            WHEN :column_split = 'all' THEN 'all'
            ELSE COALESCE(t.column_trait, 'unassigned')
        END AS column_group,
        p.currency AS currency,
        p.is_credit AS is_credit,
        CASE WHEN :by = 'issue' THEN p.issued_on ELSE p.due_on END AS aged_on,
        p.balance_minor AS balance_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    LEFT JOIN traits AS t ON t.customer_key = p.customer_key
    WHERE (NOT :is_narrowed OR t.customer_key IS NOT NULL)
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR p.currency = :currency)
),

daily AS (
    SELECT
        d.row_group AS row_group,
        d.column_group AS column_group,
        d.currency AS currency,
        d.is_credit AS is_credit,
        d.aged_on AS aged_on,
        COUNT(*) AS items,
        SUM(d.balance_minor) AS balance_minor
    FROM grouped AS d
    GROUP BY d.row_group, d.column_group, d.currency, d.is_credit, d.aged_on
)

SELECT
    d.row_group AS row_group,
    d.column_group AS column_group,
    d.currency AS currency,
    COALESCE(b.bucket, 'unallocated') AS bucket,
    CAST(SUM(d.items) AS BIGINT) AS items,
    CAST(SUM(d.balance_minor) AS BIGINT) AS balance_minor
FROM daily AS d
LEFT JOIN spans AS b ON NOT d.is_credit AND d.aged_on BETWEEN b.first_on AND b.last_on
GROUP BY d.row_group, d.column_group, d.currency, COALESCE(b.bucket, 'unallocated')
ORDER BY row_group, column_group, currency, bucket
