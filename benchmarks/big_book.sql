-- A made-up ledger of any size, staged as intake would: six companies, five years of customers, three years of documents.
-- Every choice is a hash of the row's number, so that the same size always gives the same ledger.
CREATE TEMP MACRO chance(n, salt) AS (hash(n * 2654435761 + salt) % 1000003) / 1000003.0;

CREATE TEMP TABLE company AS
SELECT * FROM (VALUES
    (0, 'NL01', 'EUR', 0.34), (1, 'NL02', 'EUR', 0.52), (2, 'BE01', 'EUR', 0.70), (3, 'DE01', 'EUR', 0.84),
    (4, 'GB01', 'GBP', 0.94), (5, 'US01', 'USD', 1.00)
) AS known (place, entity, currency, until);

-- One row per customer: its company, its terms, and how late it is used to pay.
CREATE TEMP TABLE buyer AS
SELECT
    n, 'C' || LPAD(CAST(n AS VARCHAR), 7, '0') AS customer_id,
    (SELECT MIN(place) FROM company WHERE until >= chance(n, 1)) AS place,
    CASE WHEN chance(n, 2) < 0.62 THEN 'business' WHEN chance(n, 2) < 0.93 THEN 'consumer' ELSE 'public' END AS customer_type,
    [14, 30, 30, 30, 45, 60][1 + CAST(hash(n * 7) % 6 AS INTEGER)] AS terms_days,
    CASE WHEN chance(n, 3) < 0.55 THEN 0 WHEN chance(n, 3) < 0.85 THEN 14 WHEN chance(n, 3) < 0.96 THEN 36 ELSE 80 END AS late_days
FROM (SELECT UNNEST(RANGE($customers)) AS n);

CREATE TABLE stage.customer AS
SELECT
    CAST(b.n + 2 AS INTEGER) AS source_row, c.entity, b.customer_id,
    ['Noord', 'Delta', 'Amstel', 'Linde', 'Haven', 'Zuid', 'Kompas', 'Veld'][1 + CAST(hash(b.n * 11) % 8 AS INTEGER)]
        || ' ' || ['Bouw', 'Zorg', 'Handel', 'Techniek', 'Food', 'Transport'][1 + CAST(hash(b.n * 13) % 6 AS INTEGER)]
        || ' ' || CAST(b.n AS VARCHAR) AS name,
    b.customer_type,
    CASE WHEN chance(b.n, 4) < 0.82 THEN c.entity[1:2] ELSE ['NL', 'BE', 'DE', 'FR', 'GB', 'LU'][1 + CAST(hash(b.n * 17) % 6 AS INTEGER)] END AS country,
    ['construction', 'health', 'retail', 'industry', 'food', 'logistics'][1 + CAST(hash(b.n * 13) % 6 AS INTEGER)] AS sector,
    CASE WHEN chance(b.n, 5) < 0.7 THEN 'small' WHEN chance(b.n, 5) < 0.95 THEN 'medium' ELSE 'large' END AS size_class,
    $list_on - CAST(1100 + hash(b.n * 19) % 2000 AS INTEGER) AS customer_since,
    'collector ' || CAST(1 + hash(b.n * 23) % 12 AS VARCHAR) AS collector,
    'manager ' || CAST(1 + hash(b.n * 29) % 20 AS VARCHAR) AS account_manager,
    CASE WHEN chance(b.n, 6) < 0.08 THEN 'negative' WHEN chance(b.n, 6) > 0.9 THEN 'positive' ELSE 'neutral' END AS label
FROM buyer AS b
JOIN company AS c ON c.place = b.place;

CREATE TABLE stage.contact_point AS
SELECT entity, customer_id, 'email' AS kind, 'ledger' || customer_id || '@example.org' AS address, TRUE AS is_preferred
FROM stage.customer
WHERE hash(customer_id) % 10 < 8;

CREATE TABLE stage.exchange_rate AS
SELECT currency, rate_on, ROUND(base * (1 + 0.05 * SIN(epoch(rate_on) / 6e6)), 5) AS rate
FROM (SELECT CAST(UNNEST(RANGE($list_on - 1200, $list_on + 1, INTERVAL 1 DAY)) AS DATE) AS rate_on)
CROSS JOIN (VALUES ('GBP', 1.17), ('USD', 0.92)) AS known (currency, base);

-- Big customers buy more: the square of a chance is the customer. The day of payment is the customer's habit and luck;
-- after it, 'two' is settled by two payments of the second file and 'part' was paid in part by it and stays open.
CREATE TABLE stage.invoice AS
WITH drawn AS (
    SELECT
        n, CAST(FLOOR($customers * chance(n, 7) * SQRT(chance(n, 8))) AS BIGINT) AS buyer_no,
        $list_on - CAST(FLOOR(1095 * POWER(chance(n, 9), 1.15)) AS INTEGER) AS issued_on, chance(n, 10) AS luck,
        chance(n, 11) AS kind, chance(n, 12) AS way
    FROM (SELECT UNNEST(RANGE($invoices)) AS n)
),
priced AS (
    SELECT
        d.n, b.customer_id, c.entity, c.currency, d.issued_on, d.issued_on + b.terms_days AS due_on, d.way,
        CASE WHEN d.kind < 0.025 THEN -1 ELSE 1 END
            * CAST(900 * EXP(3.2 * chance(d.n, 13) + 2.6 * chance(d.n, 14)) AS BIGINT) AS amount_minor,
        GREATEST(d.issued_on + b.terms_days + CAST(b.late_days + 34 * d.luck * d.luck - 6 AS INTEGER), d.issued_on) AS paid_on,
        d.luck > 0.992 AS is_stuck
    FROM drawn AS d
    JOIN buyer AS b ON b.n = d.buyer_no
    JOIN company AS c ON c.place = b.place
)
SELECT
    CAST(n + 2 AS INTEGER) AS source_row, entity, customer_id,
    CASE WHEN amount_minor < 0 THEN 'credit_note' ELSE 'invoice' END AS document_type,
    'F' || LPAD(CAST(n AS VARCHAR), 8, '0') AS number, issued_on, due_on, amount_minor, currency,
    CASE WHEN paid_on <= $list_on AND NOT is_stuck AND way >= 0.03 THEN paid_on END AS settled_on
FROM priced;
