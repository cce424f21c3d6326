-- name: largest_customers(by, late_before, sort, most, entity, country, customer_type, segment, currency, is_narrowed)
-- One row per bucket of each of the customers with the most open ('open') or the most past due ('past_due'), in one
-- currency; on every row the customer's totals and those of everybody who was asked about, so that shares can be said.
-- An item is past due when it is aged from a day before late_before. Only the chosen customers are split by bucket.
-- Relations: positions, segments(customer_key, segment), traits(customer_key, ...), spans, as of the query aging.
WITH chosen AS (
    SELECT
        p.customer_key AS customer_key,
        p.is_credit AS is_credit,
        CASE WHEN :by = 'issue' THEN p.issued_on ELSE p.due_on END AS aged_on,
        p.due_on < CAST(:late_before AS DATE) AS is_late,
        p.balance_minor AS balance_minor
    FROM positions AS p
    LEFT JOIN segments AS g ON g.customer_key = p.customer_key
    LEFT JOIN traits AS t ON t.customer_key = p.customer_key
    WHERE p.currency = :currency
        AND (NOT :is_narrowed OR t.customer_key IS NOT NULL)
        AND (CAST(:entity AS VARCHAR) IS NULL OR p.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR p.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR p.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
),

totals AS (
    SELECT
        c.customer_key AS customer_key,
        SUM(CASE WHEN c.is_credit THEN 0 ELSE 1 END) AS open_items,
        SUM(CASE WHEN c.is_credit THEN 0 ELSE c.balance_minor END) AS open_minor,
        SUM(CASE WHEN c.is_late AND NOT c.is_credit THEN c.balance_minor ELSE 0 END) AS past_due_minor,
        SUM(CASE WHEN c.is_credit THEN c.balance_minor ELSE 0 END) AS unallocated_minor
    FROM chosen AS c
    GROUP BY c.customer_key
),

ranked AS (
    SELECT
        t.*,
        COUNT(*) OVER () AS customers,
        CAST(SUM(t.open_minor) OVER () AS BIGINT) AS all_open_minor,
        CAST(SUM(t.past_due_minor) OVER () AS BIGINT) AS all_past_due_minor,
        ROW_NUMBER() OVER (
            ORDER BY CASE WHEN :sort = 'past_due' THEN t.past_due_minor ELSE t.open_minor END DESC, t.customer_key ASC
        ) AS place
    FROM totals AS t
    WHERE t.open_minor <> 0
),

largest AS (
    SELECT r.*
    FROM ranked AS r
    WHERE r.place <= :most
),

aged AS (
    SELECT c.customer_key AS customer_key, b.bucket AS bucket, SUM(c.balance_minor) AS balance_minor
    FROM chosen AS c
    INNER JOIN largest AS l ON l.customer_key = c.customer_key
    INNER JOIN spans AS b ON c.aged_on BETWEEN b.first_on AND b.last_on
    WHERE NOT c.is_credit
    GROUP BY c.customer_key, b.bucket
)

SELECT
    l.place AS place,
    l.customer_key AS customer_key,
    k.entity AS entity,
    k.customer_id AS customer_id,
    n.name AS name,
    k.country AS country,
    CAST(l.open_items AS BIGINT) AS open_items,
    CAST(l.open_minor AS BIGINT) AS open_minor,
    CAST(l.past_due_minor AS BIGINT) AS past_due_minor,
    CAST(l.unallocated_minor AS BIGINT) AS unallocated_minor,
    l.customers AS customers,
    l.all_open_minor AS all_open_minor,
    l.all_past_due_minor AS all_past_due_minor,
    a.bucket AS bucket,
    CAST(a.balance_minor AS BIGINT) AS balance_minor
FROM largest AS l
INNER JOIN aged AS a ON a.customer_key = l.customer_key
INNER JOIN customer AS k ON k.customer_key = l.customer_key AND k.known_until IS NULL
INNER JOIN party AS n ON n.customer_key = l.customer_key
ORDER BY place, bucket
