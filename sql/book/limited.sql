-- The book as somebody sees it whose customers are limited: every table of the file under its own name, with the rows of
-- those customers alone. A table that is not here cannot be asked at all. What stands in brackets is filled in by
-- core/book/sight.py: {whole} is the version, {customers} chooses among its customers, {placed} among rows that carry entity
-- and country, {totalled} among those that carry an entity and nothing of its customers.
CREATE TABLE seen AS
SELECT customer_key, entity, customer_id
FROM (
    SELECT customer_key, entity, customer_id, country, account_manager
    FROM {whole}.customer
    QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_key ORDER BY known_until DESC NULLS FIRST, known_from DESC) = 1
) AS latest
WHERE {customers};

CREATE VIEW customer AS SELECT * FROM {whole}.customer WHERE customer_key IN (SELECT customer_key FROM seen);
CREATE VIEW party AS SELECT * FROM {whole}.party WHERE customer_key IN (SELECT customer_key FROM seen);
CREATE VIEW contact_point AS SELECT * FROM {whole}.contact_point WHERE customer_key IN (SELECT customer_key FROM seen);
CREATE VIEW invoice AS SELECT * FROM {whole}.invoice WHERE customer_key IN (SELECT customer_key FROM seen);
CREATE VIEW instalment AS SELECT * FROM {whole}.instalment WHERE invoice_key IN (SELECT invoice_key FROM invoice);
CREATE VIEW payment AS SELECT * FROM {whole}.payment WHERE customer_key IN (SELECT customer_key FROM seen);
CREATE VIEW payment_line AS SELECT * FROM {whole}.payment_line WHERE payment_key IN (SELECT payment_key FROM payment);
CREATE VIEW application AS SELECT * FROM {whole}.application WHERE item_key IN (SELECT item_key FROM instalment);
CREATE VIEW dispute AS SELECT * FROM {whole}.dispute WHERE customer_key IN (SELECT customer_key FROM seen);
CREATE VIEW exchange_rate AS SELECT * FROM {whole}.exchange_rate;

-- What a file says as a whole is for whoever sees every customer of an entity in it.
CREATE VIEW sales_month AS SELECT * FROM {whole}.sales_month WHERE {totalled};
CREATE VIEW import_total AS SELECT * FROM {whole}.import_total WHERE {totalled};
CREATE VIEW quarantine AS
SELECT * FROM {whole}.quarantine
WHERE {totalled} OR (entity, customer_id) IN (SELECT (entity, customer_id) FROM seen);

-- Every import stands here, for the days and their order belong to all; what it brought is told as far as it is seen: no
-- name of a file of others, and counts and totals of the own rows. NULL: not to be told.
CREATE VIEW import_log AS
SELECT
    l.* EXCLUDE (named, is_seen, is_whole) REPLACE (
        CASE WHEN l.is_seen THEN l.file_name END AS file_name,
        CASE WHEN l.is_seen THEN l.file_sha256 END AS file_sha256,
        CASE WHEN l.is_whole THEN l.rows_read ELSE t.rows_read END AS rows_read,
        CASE WHEN l.is_whole THEN l.accepted ELSE t.accepted END AS accepted,
        CASE WHEN l.is_whole THEN l.quarantined ELSE t.quarantined END AS quarantined,
        CASE WHEN l.is_whole THEN l.inferred_settled END AS inferred_settled,
        CASE WHEN l.is_whole THEN l.totals ELSE '{{}}' END AS totals,
        CASE WHEN l.is_whole THEN l.file_totals ELSE '{{}}' END AS file_totals
    )
FROM (
    SELECT
        *, LEN(named) > 0 AND LEN(LIST_FILTER(named, lambda entity: {totalled})) = LEN(named) AS is_whole,
        LIST_HAS_ANY(named, (SELECT LIST(DISTINCT entity) FROM seen)) OR LEN(named) = 0 AS is_seen
    FROM (SELECT *, CAST(entities AS VARCHAR[]) AS named FROM {whole}.import_log) AS told
) AS l
LEFT JOIN (
    SELECT
        import_id, CAST(SUM(rows_read) AS INTEGER) AS rows_read, CAST(SUM(accepted) AS INTEGER) AS accepted,
        CAST(SUM(quarantined) AS INTEGER) AS quarantined
    FROM import_total
    GROUP BY import_id
) AS t ON t.import_id = l.import_id;

CREATE VIEW item AS SELECT * FROM {whole}.item WHERE {placed};
CREATE VIEW open_item AS SELECT * FROM {whole}.open_item WHERE {placed};
CREATE VIEW cash AS SELECT * FROM {whole}.cash WHERE {placed};
CREATE VIEW settlement AS SELECT * FROM {whole}.settlement WHERE customer_key IN (SELECT customer_key FROM seen);
CREATE VIEW dispute_movement AS
SELECT * FROM {whole}.dispute_movement WHERE customer_key IN (SELECT customer_key FROM seen);
