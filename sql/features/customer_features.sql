-- name: customer_features(as_of, since, customer_key)
-- One row per customer: who they are and how they paid, as far as known on as_of; habits are read from invoices closed
-- after :since. Attributes come from the latest import that speaks of as_of or before; a day before the first import is
-- reconstructed with the earliest row. Province, sector, size, score and customer since are kept for businesses only, so
-- that no rule can use them for a person. The median is exact and portable (no MEDIAN on every engine): of n ordered values
-- those at rank r with n <= 2r <= n + 2 are the middle one, or the middle two, and their mean is the median.
-- days_later compares invoices closed in the last 180 days with those before, three on either side at least. pay_day_share is of
-- six pay days or more the largest share within the same four days of the month: a fixed day moves with the weekend. Money
-- we collected ourselves says nothing of the customer's calendar. Shares of disputes count documents, not their parts.
-- Of one customer, or with customer_key NULL of everybody.
WITH version AS (
    SELECT
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.customer_id AS customer_id,
        c.group_id AS group_id,
        c.customer_type AS customer_type,
        c.country AS country,
        c.province AS province,
        c.language AS language,
        c.sector AS sector,
        c.size_class AS size_class,
        c.customer_since AS customer_since,
        c.account_manager AS account_manager,
        c.external_score AS external_score,
        c.credit_limit_minor AS credit_limit_minor,
        c.credit_limit_currency AS credit_limit_currency,
        c.label AS label,
        c.has_mandate AS has_mandate,
        CASE WHEN l.list_on <= CAST(:as_of AS DATE) THEN 1 ELSE 0 END AS is_known,
        ROW_NUMBER() OVER (
            PARTITION BY c.customer_key
            ORDER BY
                CASE WHEN l.list_on <= CAST(:as_of AS DATE) THEN 0 ELSE 1 END,
                CASE WHEN l.list_on <= CAST(:as_of AS DATE) THEN -c.known_from ELSE c.known_from END
        ) AS place
    FROM customer AS c
    INNER JOIN import_log AS l ON c.known_from = l.import_id
    WHERE (CAST(:customer_key AS BIGINT) IS NULL OR c.customer_key = :customer_key)
),

closed AS (
    SELECT
        i.customer_key AS customer_key,
        i.item_key AS item_key,
        i.days_late AS days_late,
        CASE WHEN DATE_DIFF('day', i.closed_on, CAST(:as_of AS DATE)) < 180 THEN 1 ELSE 0 END AS is_recent
    FROM item AS i
    WHERE
        i.document_type = 'invoice'
        AND (CAST(:customer_key AS BIGINT) IS NULL OR i.customer_key = :customer_key)
        AND i.amount_minor > 0
        AND i.issued_on <= CAST(:as_of AS DATE)
        AND i.closed_on > CAST(:since AS DATE)
        AND i.closed_on <= CAST(:as_of AS DATE)
),

ranked AS (
    SELECT
        c.customer_key AS customer_key,
        c.days_late AS days_late,
        c.is_recent AS is_recent,
        ROW_NUMBER() OVER (PARTITION BY c.customer_key ORDER BY c.days_late, c.item_key) AS place,
        SUM(c.is_recent) OVER (
            PARTITION BY c.customer_key ORDER BY c.days_late, c.item_key
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS recent_place,
        COUNT(*) OVER (PARTITION BY c.customer_key) AS number_closed,
        SUM(c.is_recent) OVER (PARTITION BY c.customer_key) AS number_recent
    FROM closed AS c
),

habit AS (
    SELECT
        h.customer_key AS customer_key,
        COUNT(*) AS paid_invoices,
        AVG(CASE WHEN 2 * h.place BETWEEN h.number_closed AND h.number_closed + 2 THEN CAST(h.days_late AS DOUBLE) END) AS median_days_late,
        AVG(CASE WHEN h.days_late > 0 THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END) AS late_share,
        AVG(CASE
            WHEN h.is_recent = 1 AND h.number_recent >= 3 AND 2 * h.recent_place BETWEEN h.number_recent AND h.number_recent + 2
                THEN CAST(h.days_late AS DOUBLE)
        END) AS recent_median,
        AVG(CASE
            WHEN
                h.is_recent = 0 AND h.number_closed - h.number_recent >= 3
                AND 2 * (h.place - h.recent_place) BETWEEN h.number_closed - h.number_recent AND h.number_closed - h.number_recent + 2
                THEN CAST(h.days_late AS DOUBLE)
        END) AS earlier_median
    FROM ranked AS h
    GROUP BY h.customer_key
),

first_document AS (
    SELECT
        i.customer_key AS customer_key,
        MIN(i.issued_on) AS first_on,
        COUNT(CASE
            WHEN
                i.document_type = 'invoice' AND i.part_no = 1
                AND i.issued_on > CAST(:since AS DATE) AND i.issued_on <= CAST(:as_of AS DATE)
                THEN 1
        END) AS invoices
    FROM item AS i
    WHERE (CAST(:customer_key AS BIGINT) IS NULL OR i.customer_key = :customer_key)
    GROUP BY i.customer_key
),

money_in AS (
    SELECT
        p.customer_key AS customer_key,
        MIN(p.received_on) AS first_on,
        MAX(p.received_on) AS last_on
    FROM cash AS p
    WHERE p.received_on <= CAST(:as_of AS DATE) AND (CAST(:customer_key AS BIGINT) IS NULL OR p.customer_key = :customer_key)
    GROUP BY p.customer_key
),

contested AS (
    SELECT
        d.customer_key AS customer_key,
        COUNT(CASE WHEN d.closed_on IS NULL OR d.closed_on > CAST(:as_of AS DATE) THEN 1 END) AS open_disputes,
        COUNT(DISTINCT CASE
            WHEN i.issued_on > CAST(:since AS DATE) AND i.issued_on <= CAST(:as_of AS DATE) THEN d.invoice_key
        END) AS disputed_invoices
    FROM dispute AS d
    LEFT JOIN item AS i
        ON
            d.customer_key = i.customer_key AND d.invoice_key = i.invoice_key
            AND i.part_no = 1 AND i.document_type = 'invoice'
    WHERE
        d.known_until IS NULL
        AND (CAST(:customer_key AS BIGINT) IS NULL OR d.customer_key = :customer_key)
        AND d.opened_on <= CAST(:as_of AS DATE)
    GROUP BY d.customer_key
),

pay_day AS (
    SELECT DISTINCT
        p.customer_key AS customer_key,
        p.received_on AS paid_on
    FROM payment AS p
    WHERE
        p.known_until IS NULL
        AND (CAST(:customer_key AS BIGINT) IS NULL OR p.customer_key = :customer_key)
        AND p.amount_minor > 0
        AND p.payment_key NOT IN (
            SELECT w.payment_key
            FROM cash AS w
            WHERE w.is_write_off AND (CAST(:customer_key AS BIGINT) IS NULL OR w.customer_key = :customer_key)
        )
        AND p.received_on > CAST(:since AS DATE)
        AND p.received_on <= CAST(:as_of AS DATE)
        AND (p.method IS NULL OR LOWER(p.method) NOT IN (
            'direct_debit', 'direct debit', 'directdebit', 'sdd', 'sepa_direct_debit', 'sepa direct debit', 'incasso',
            'automatische incasso', 'domiciliering', 'domiciliation', 'lastschrift', 'prélèvement'
        ))
),

day_of_month AS (
    SELECT
        t.customer_key AS customer_key,
        EXTRACT(DAY FROM t.paid_on) AS day_of_month,
        COUNT(*) AS times
    FROM pay_day AS t
    GROUP BY t.customer_key, EXTRACT(DAY FROM t.paid_on)
),

after_it AS (
    SELECT
        m.customer_key AS customer_key,
        m.times AS times,
        CASE WHEN LEAD(m.day_of_month, 1) OVER days <= m.day_of_month + 3 THEN LEAD(m.times, 1) OVER days ELSE 0 END AS times_1,
        CASE WHEN LEAD(m.day_of_month, 2) OVER days <= m.day_of_month + 3 THEN LEAD(m.times, 2) OVER days ELSE 0 END AS times_2,
        CASE WHEN LEAD(m.day_of_month, 3) OVER days <= m.day_of_month + 3 THEN LEAD(m.times, 3) OVER days ELSE 0 END AS times_3
    FROM day_of_month AS m
    WINDOW days AS (PARTITION BY m.customer_key ORDER BY m.day_of_month)
),

near_day AS (
    SELECT
        a.customer_key AS customer_key,
        a.times AS times,
        a.times + a.times_1 + a.times_2 + a.times_3 AS times_near
    FROM after_it AS a
),

calendar AS (
    SELECT
        n.customer_key AS customer_key,
        CASE WHEN SUM(n.times) >= 6 THEN CAST(MAX(n.times_near) AS DOUBLE) / SUM(n.times) END AS pay_day_share
    FROM near_day AS n
    GROUP BY n.customer_key
)

SELECT
    v.customer_key AS customer_key,
    v.entity AS entity,
    v.customer_id AS customer_id,
    v.group_id AS group_id,
    p.name AS name,
    v.customer_type AS customer_type,
    v.country AS country,
    v.language AS language,
    v.label AS label,
    v.account_manager AS account_manager,
    v.has_mandate AS has_mandate,
    CASE WHEN v.customer_type = 'business' THEN v.province END AS province,
    CASE WHEN v.customer_type = 'business' THEN v.sector END AS sector,
    CASE WHEN v.customer_type = 'business' THEN v.size_class END AS size_class,
    CASE WHEN v.customer_type = 'business' THEN v.external_score END AS external_score,
    CASE WHEN v.customer_type = 'business' THEN v.credit_limit_minor END AS credit_limit_minor,
    v.credit_limit_currency AS credit_limit_currency,
    CASE
        WHEN v.customer_type = 'business' AND v.customer_since <= CAST(:as_of AS DATE)
            THEN DATE_DIFF('day', v.customer_since, CAST(:as_of AS DATE))
    END AS customer_since_days,
    COALESCE(h.paid_invoices, 0) AS paid_invoices,
    h.median_days_late AS median_days_late,
    h.late_share AS late_share,
    h.recent_median - h.earlier_median AS days_later,
    c.pay_day_share AS pay_day_share,
    DATE_DIFF('day', m.last_on, CAST(:as_of AS DATE)) AS days_since_payment,
    COALESCE(d.open_disputes, 0) AS open_disputes,
    COALESCE(d.disputed_invoices, 0) AS disputed_invoices,
    CASE WHEN f.invoices > 0 THEN CAST(COALESCE(d.disputed_invoices, 0) AS DOUBLE) / f.invoices END AS dispute_share
FROM version AS v
INNER JOIN party AS p ON v.customer_key = p.customer_key
LEFT JOIN habit AS h ON v.customer_key = h.customer_key
LEFT JOIN first_document AS f ON v.customer_key = f.customer_key
LEFT JOIN money_in AS m ON v.customer_key = m.customer_key
LEFT JOIN contested AS d ON v.customer_key = d.customer_key
LEFT JOIN calendar AS c ON v.customer_key = c.customer_key
WHERE
    v.place = 1
    AND (v.is_known = 1 OR f.first_on <= CAST(:as_of AS DATE) OR m.first_on <= CAST(:as_of AS DATE))
ORDER BY v.customer_key
