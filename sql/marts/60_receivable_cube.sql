-- name: receivable_cube()
-- One row per entity, country, customer type, currency, month of movement, first month in which it is past due, and
-- credit or not. No segment: segments change on the desk, the book does not. A DSO trend over 24 months sums this
-- instead of every invoice.
CREATE OR REPLACE TABLE receivable_cube AS
WITH moved AS (
    SELECT
        i.entity, i.country, i.customer_type, i.currency, i.issued_on AS moved_on, i.due_on,
        i.document_type = 'credit_note' AS is_credit, i.amount_minor AS delta_minor, i.amount_minor AS sales_minor
    FROM item AS i
    UNION ALL
    SELECT
        i.entity, i.country, i.customer_type, i.currency, s.applied_on, i.due_on,
        i.document_type = 'credit_note', s.delta_minor, 0
    FROM settlement AS s
    JOIN item AS i ON i.item_key = s.item_key
    UNION ALL
    SELECT c.entity, c.country, c.customer_type, c.currency, c.received_on, c.received_on, TRUE, -c.amount_minor, 0
    FROM cash AS c
    UNION ALL
    SELECT c.entity, c.country, c.customer_type, c.currency, s.applied_on, s.applied_on, TRUE, -s.delta_minor, 0
    FROM settlement AS s
    JOIN cash AS c ON c.payment_key = s.payment_key
)
SELECT
    entity AS entity, country AS country, customer_type AS customer_type, currency AS currency,
    CAST(DATE_TRUNC('month', moved_on) AS DATE) AS month,
    CAST(DATE_TRUNC('month', CASE WHEN is_credit THEN moved_on ELSE due_on + 1 END) AS DATE) AS overdue_month,
    is_credit AS is_credit, CAST(SUM(delta_minor) AS BIGINT) AS delta_minor, CAST(SUM(sales_minor) AS BIGINT) AS sales_minor
FROM moved
GROUP BY ALL
HAVING SUM(delta_minor) <> 0 OR SUM(sales_minor) <> 0
ORDER BY entity, country, customer_type, currency, month, overdue_month, is_credit
