-- name: invoice_moves(from_on, until_on)
-- One row per due part of an invoice that was open at the end of from_on or became so by the end of until_on: what was open
-- at the first, what was paid and credited in between, and what is open at the second. origin_kind says whether it was
-- 'open' at the first, is 'new' (issued after it, and then opening_minor is the amount issued), or was settled and is
-- open again ('reopened': money that was taken back).
-- opening_minor = paid_minor + credited_minor + closing_minor, row by row.
WITH settled AS (
    SELECT
        s.item_key AS item_key,
        SUM(CASE WHEN s.applied_on <= CAST(:from_on AS DATE) THEN s.delta_minor ELSE 0 END) AS before_minor,
        SUM(CASE WHEN s.applied_on > CAST(:from_on AS DATE) AND NOT s.is_credited THEN -s.delta_minor ELSE 0 END) AS paid_minor,
        SUM(CASE WHEN s.applied_on > CAST(:from_on AS DATE) AND s.is_credited THEN -s.delta_minor ELSE 0 END) AS credited_minor
    FROM settlement AS s
    WHERE s.applied_on <= CAST(:until_on AS DATE)
        AND (s.item_closed_on IS NULL OR s.item_closed_on > CAST(:from_on AS DATE))
    GROUP BY s.item_key
),

moves AS (
    SELECT
        i.item_key AS item_key,
        i.customer_key AS customer_key,
        i.entity AS entity,
        i.country AS country,
        i.customer_type AS customer_type,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        CAST(i.amount_minor + COALESCE(m.before_minor, 0) AS BIGINT) AS opening_minor,
        CAST(COALESCE(m.paid_minor, 0) AS BIGINT) AS paid_minor,
        CAST(COALESCE(m.credited_minor, 0) AS BIGINT) AS credited_minor
    FROM item AS i
    LEFT JOIN settled AS m ON m.item_key = i.item_key
    WHERE i.document_type <> 'credit_note'
        AND i.issued_on <= CAST(:until_on AS DATE)
        AND (i.closed_on IS NULL OR i.closed_on > CAST(:from_on AS DATE))
)

SELECT
    m.item_key AS item_key,
    m.customer_key AS customer_key,
    m.entity AS entity,
    m.country AS country,
    m.customer_type AS customer_type,
    m.currency AS currency,
    m.issued_on AS issued_on,
    m.due_on AS due_on,
    CASE
        WHEN m.issued_on > CAST(:from_on AS DATE) THEN 'new'
        WHEN m.opening_minor = 0 THEN 'reopened'
        ELSE 'open'
    END AS origin_kind,
    m.opening_minor AS opening_minor,
    m.paid_minor AS paid_minor,
    m.credited_minor AS credited_minor,
    m.opening_minor - m.paid_minor - m.credited_minor AS closing_minor
FROM moves AS m
WHERE m.opening_minor <> 0 OR m.paid_minor <> 0 OR m.credited_minor <> 0;

-- name: aging_flow(by, entity, country, customer_type, segment, currency, is_narrowed)
-- One row per currency, origin and fate: how much of what was in one bucket at the first date is in which bucket at the
-- second, was paid, or was credited in between. Origins are the buckets, 'new' and 'reopened'; fates the buckets, 'paid'
-- and 'credited'. A bucket's rows as origin add up to what was in it, its rows as fate to what is in it.
-- Relations: moves, the rows of invoice_moves; opening_spans and closing_spans(bucket, first_on, last_on), the buckets at
-- both dates; segments(customer_key, segment); traits(customer_key, ...), when is_narrowed only of the customers who count.
WITH daily AS (
    SELECT
        m.currency AS currency,
        m.origin_kind AS origin_kind,
        CASE WHEN :by = 'issue' THEN m.issued_on ELSE m.due_on END AS aged_on,
        SUM(CASE WHEN m.paid_minor <> 0 THEN 1 ELSE 0 END) AS paid_items,
        SUM(m.paid_minor) AS paid_minor,
        SUM(CASE WHEN m.credited_minor <> 0 THEN 1 ELSE 0 END) AS credited_items,
        SUM(m.credited_minor) AS credited_minor,
        SUM(CASE WHEN m.closing_minor <> 0 THEN 1 ELSE 0 END) AS closing_items,
        SUM(m.closing_minor) AS closing_minor
    FROM moves AS m
    LEFT JOIN segments AS g ON g.customer_key = m.customer_key
    LEFT JOIN traits AS t ON t.customer_key = m.customer_key
    WHERE (NOT :is_narrowed OR t.customer_key IS NOT NULL)
        AND (CAST(:entity AS VARCHAR) IS NULL OR m.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR m.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR m.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR m.currency = :currency)
    GROUP BY m.currency, m.origin_kind, CASE WHEN :by = 'issue' THEN m.issued_on ELSE m.due_on END
),

placed AS (
    SELECT
        d.currency AS currency,
        CASE WHEN d.origin_kind = 'open' THEN o.bucket ELSE d.origin_kind END AS origin,
        c.bucket AS closing_bucket,
        d.paid_items AS paid_items,
        d.paid_minor AS paid_minor,
        d.credited_items AS credited_items,
        d.credited_minor AS credited_minor,
        d.closing_items AS closing_items,
        d.closing_minor AS closing_minor
    FROM daily AS d
    LEFT JOIN opening_spans AS o ON d.aged_on BETWEEN o.first_on AND o.last_on
    LEFT JOIN closing_spans AS c ON d.aged_on BETWEEN c.first_on AND c.last_on
),

flows AS (
    SELECT
        p.currency AS currency, p.origin AS origin, p.closing_bucket AS fate,
        p.closing_items AS items, p.closing_minor AS moved_minor
    FROM placed AS p
    UNION ALL
    SELECT
        p.currency AS currency, p.origin AS origin, 'paid' AS fate,
        p.paid_items AS items, p.paid_minor AS moved_minor
    FROM placed AS p
    UNION ALL
    SELECT
        p.currency AS currency, p.origin AS origin, 'credited' AS fate,
        p.credited_items AS items, p.credited_minor AS moved_minor
    FROM placed AS p
)

SELECT
    f.currency AS currency,
    f.origin AS origin,
    f.fate AS fate,
    CAST(SUM(f.items) AS BIGINT) AS items,
    CAST(SUM(f.moved_minor) AS BIGINT) AS moved_minor
FROM flows AS f
GROUP BY f.currency, f.origin, f.fate
HAVING SUM(f.items) > 0
ORDER BY currency, origin, fate
