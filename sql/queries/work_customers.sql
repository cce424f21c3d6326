-- name: work_customers(as_of)
-- One row per customer of the relation asked(entity, customer_id) that the ledger knows, and currency in which invoices are open
-- on as_of, the book's latest day (one row without currency where none is): who it is, who looks after it, what is open, what of that is
-- past due, and how old the oldest is.
WITH wanted AS (
    SELECT
        c.customer_key AS customer_key,
        c.entity AS entity,
        c.customer_id AS customer_id,
        p.name AS name,
        c.customer_type AS customer_type,
        c.country AS country,
        c.language AS language,
        c.account_manager AS account_manager,
        c.collector AS collector
    FROM asked AS a
    INNER JOIN customer AS c ON a.entity = c.entity AND a.customer_id = c.customer_id AND c.known_until IS NULL
    INNER JOIN party AS p ON c.customer_key = p.customer_key
),

owed AS (
    SELECT
        o.customer_key AS customer_key,
        o.currency AS currency,
        SUM(o.balance_minor) AS open_minor,
        SUM(CASE WHEN o.due_on < CAST(:as_of AS DATE) THEN o.balance_minor ELSE 0 END) AS past_due_minor,
        SUM(CASE WHEN o.due_on < CAST(:as_of AS DATE) THEN 1 ELSE 0 END) AS past_due_invoices,
        MIN(o.due_on) AS oldest_due_on
    FROM open_item AS o
    INNER JOIN wanted AS w ON o.customer_key = w.customer_key
    WHERE o.document_type = 'invoice' AND o.balance_minor > 0
    GROUP BY o.customer_key, o.currency
)

SELECT
    w.customer_key AS customer_key,
    w.entity AS entity,
    w.customer_id AS customer_id,
    w.name AS name,
    w.customer_type AS customer_type,
    w.country AS country,
    w.language AS language,
    w.account_manager AS account_manager,
    w.collector AS collector,
    o.currency AS currency,
    CAST(COALESCE(o.open_minor, 0) AS BIGINT) AS open_minor,
    CAST(COALESCE(o.past_due_minor, 0) AS BIGINT) AS past_due_minor,
    CAST(COALESCE(o.past_due_invoices, 0) AS BIGINT) AS past_due_invoices,
    o.oldest_due_on AS oldest_due_on
FROM wanted AS w
LEFT JOIN owed AS o ON w.customer_key = o.customer_key
ORDER BY w.customer_key, o.currency
