-- name: bridge_sales(group_by, entity, country, customer_type, segment, currency)
-- One row per group, currency, end of the bridge and month-long window: invoices issued in it, and the same with credit
-- notes taken off. Both ends in one pass, because the pass over every document is what costs.
-- Relations: segments(customer_key, segment); windows(end_no, window_no, after_on, until_on), the days after after_on up
-- to and including until_on.
WITH daily AS (
    SELECT
        CASE
            WHEN :group_by = 'segment' THEN COALESCE(g.segment, 'unassigned')
            WHEN :group_by = 'country' THEN i.country
            WHEN :group_by = 'entity' THEN i.entity
            WHEN :group_by = 'type' THEN i.customer_type
            ELSE 'all'
        END AS group_name,
        i.currency AS currency,
        i.issued_on AS issued_on,
        SUM(CASE WHEN i.document_type = 'invoice' THEN i.amount_minor ELSE 0 END) AS invoiced_minor,
        SUM(i.amount_minor) AS sales_minor
    FROM item AS i
    LEFT JOIN segments AS g ON g.customer_key = i.customer_key
    WHERE (CAST(:entity AS VARCHAR) IS NULL OR i.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR i.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR i.customer_type = :customer_type)
        AND (CAST(:segment AS VARCHAR) IS NULL OR COALESCE(g.segment, 'unassigned') = :segment)
        AND (CAST(:currency AS VARCHAR) IS NULL OR i.currency = :currency)
    GROUP BY
        CASE
            WHEN :group_by = 'segment' THEN COALESCE(g.segment, 'unassigned')
            WHEN :group_by = 'country' THEN i.country
            WHEN :group_by = 'entity' THEN i.entity
            WHEN :group_by = 'type' THEN i.customer_type
            ELSE 'all'
        END,
        i.currency,
        i.issued_on
)

SELECT
    d.group_name AS group_name,
    d.currency AS currency,
    w.end_no AS end_no,
    w.window_no AS window_no,
    CAST(SUM(d.invoiced_minor) AS BIGINT) AS invoiced_minor,
    CAST(SUM(d.sales_minor) AS BIGINT) AS sales_minor
FROM daily AS d
INNER JOIN windows AS w ON d.issued_on > w.after_on AND d.issued_on <= w.until_on
GROUP BY d.group_name, d.currency, w.end_no, w.window_no
ORDER BY group_name, currency, end_no, window_no
