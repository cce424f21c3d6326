-- name: customer_features(as_of, since, customer_key)
-- One row per customer: who they are and how they paid, as far as known on as_of; habits are read from invoices closed
-- after :since. Attributes come from the latest import that speaks of as_of or before; a day before the first import is
-- reconstructed with the earliest row. Province, sector, size, score and customer since are kept for businesses only, so
-- that no rule can use them for a person. The median is exact and portable (no MEDIAN on every engine): of n ordered values
-- those at rank r with n <= 2r <= n + 2 are the middle one, or the middle two, and their mean is the median.
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
        i.days_late AS days_late,
        ROW_NUMBER() OVER (PARTITION BY i.customer_key ORDER BY i.days_late, i.item_key) AS place,
        COUNT(*) OVER (PARTITION BY i.customer_key) AS number_closed
    FROM item AS i
    WHERE
        i.document_type = 'invoice'
        AND (CAST(:customer_key AS BIGINT) IS NULL OR i.customer_key = :customer_key)
        AND i.amount_minor > 0
        AND i.issued_on <= CAST(:as_of AS DATE)
        AND i.closed_on > CAST(:since AS DATE)
        AND i.closed_on <= CAST(:as_of AS DATE)
),

habit AS (
    SELECT
        h.customer_key AS customer_key,
        COUNT(*) AS paid_invoices,
        AVG(CASE WHEN 2 * h.place BETWEEN h.number_closed AND h.number_closed + 2 THEN CAST(h.days_late AS DOUBLE) END) AS median_days_late,
        AVG(CASE WHEN h.days_late > 0 THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END) AS late_share
    FROM closed AS h
    GROUP BY h.customer_key
),

first_document AS (
    SELECT
        i.customer_key AS customer_key,
        MIN(i.issued_on) AS first_on
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
        COUNT(*) AS open_disputes
    FROM dispute AS d
    WHERE
        d.known_until IS NULL
        AND (CAST(:customer_key AS BIGINT) IS NULL OR d.customer_key = :customer_key)
        AND d.opened_on <= CAST(:as_of AS DATE)
        AND (d.closed_on IS NULL OR d.closed_on > CAST(:as_of AS DATE))
    GROUP BY d.customer_key
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
    CASE
        WHEN v.customer_type = 'business' AND v.customer_since <= CAST(:as_of AS DATE)
            THEN DATE_DIFF('day', v.customer_since, CAST(:as_of AS DATE))
    END AS customer_since_days,
    COALESCE(h.paid_invoices, 0) AS paid_invoices,
    h.median_days_late AS median_days_late,
    h.late_share AS late_share,
    DATE_DIFF('day', m.last_on, CAST(:as_of AS DATE)) AS days_since_payment,
    COALESCE(d.open_disputes, 0) AS open_disputes
FROM version AS v
INNER JOIN party AS p ON v.customer_key = p.customer_key
LEFT JOIN habit AS h ON v.customer_key = h.customer_key
LEFT JOIN first_document AS f ON v.customer_key = f.customer_key
LEFT JOIN money_in AS m ON v.customer_key = m.customer_key
LEFT JOIN contested AS d ON v.customer_key = d.customer_key
WHERE
    v.place = 1
    AND (v.is_known = 1 OR f.first_on <= CAST(:as_of AS DATE) OR m.first_on <= CAST(:as_of AS DATE))
ORDER BY v.customer_key
