-- The book written anew, without what speaks of the person behind a customer that was erased: name, numbers, addresses,
-- words in free text, and what somebody thought of them. Amounts, dates and numbers of documents stay.

INSERT INTO import_log BY NAME SELECT * FROM before.import_log;

INSERT INTO quarantine BY NAME
SELECT * EXCLUDE (is_gone) REPLACE (
    CASE WHEN is_gone THEN '{}' ELSE cells END AS cells,
    CASE WHEN is_gone THEN 'The row was refused; its customer was erased since.' ELSE reason END AS reason
)
FROM (
    SELECT q.*, gone.customer_key IS NOT NULL
        OR CAST(q.cells AS VARCHAR) || q.reason IN (SELECT said FROM naming) AS is_gone
    FROM before.quarantine AS q
    LEFT JOIN gone ON gone.entity = q.entity AND gone.customer_id = q.customer_id
);

INSERT INTO customer BY NAME
SELECT * REPLACE (
    CASE WHEN customer_key IN (SELECT customer_key FROM gone) THEN NULL ELSE external_score END AS external_score,
    CASE WHEN customer_key IN (SELECT customer_key FROM gone) THEN 'neutral' ELSE label END AS label
)
FROM before.customer;

INSERT INTO party BY NAME
SELECT p.* REPLACE (
    COALESCE(gone.customer_id, p.name) AS name,
    CASE WHEN gone.customer_key IS NULL THEN p.registration_number END AS registration_number,
    CASE WHEN gone.customer_key IS NULL THEN p.vat_number END AS vat_number
)
FROM before.party AS p
LEFT JOIN gone ON gone.customer_key = p.customer_key;

INSERT INTO contact_point BY NAME
SELECT * FROM before.contact_point WHERE customer_key NOT IN (SELECT customer_key FROM gone);

INSERT INTO invoice BY NAME
SELECT * REPLACE (
    of_others(customer_key, description) AS description,
    of_others(customer_key, block_reason) AS block_reason
)
FROM before.invoice;

INSERT INTO instalment BY NAME SELECT * FROM before.instalment;

INSERT INTO payment BY NAME
SELECT * REPLACE (
    of_others(customer_key, reference) AS reference
)
FROM before.payment;

INSERT INTO payment_line BY NAME SELECT * FROM before.payment_line;

INSERT INTO application BY NAME SELECT * FROM before.application;

INSERT INTO dispute BY NAME
SELECT * REPLACE (
    of_others(customer_key, cause) AS cause
)
FROM before.dispute;

INSERT INTO exchange_rate BY NAME SELECT * FROM before.exchange_rate;

INSERT INTO sales_month BY NAME SELECT * FROM before.sales_month;

INSERT INTO import_total BY NAME SELECT * FROM before.import_total;

INSERT INTO item BY NAME
SELECT * REPLACE (
    of_others(customer_key, block_reason) AS block_reason
)
FROM before.item;

INSERT INTO open_item BY NAME
SELECT * REPLACE (
    of_others(customer_key, block_reason) AS block_reason
)
FROM before.open_item;

INSERT INTO settlement BY NAME SELECT * FROM before.settlement;

INSERT INTO cash BY NAME SELECT * FROM before.cash;

INSERT INTO receivable_cube BY NAME SELECT * FROM before.receivable_cube;

INSERT INTO dispute_movement BY NAME SELECT * FROM before.dispute_movement;

INSERT INTO position_cube BY NAME SELECT * FROM before.position_cube;

INSERT INTO event_cube BY NAME SELECT * FROM before.event_cube;
