-- Invoices of a made-up ledger: 25 a customer over 36 months, most of them settled on a day.
CREATE TABLE invoices AS
SELECT
    CASE WHEN customer % 5 = 0 THEN 'BE01' ELSE 'NL01' END AS entity,
    'C' || LPAD(CAST(customer AS VARCHAR), 7, '0') AS customer_id,
    CASE WHEN hash(n * 3) % 40 = 0 THEN 'credit_note' ELSE 'invoice' END AS document_type,
    'F' || LPAD(CAST(n AS VARCHAR), 8, '0') AS number,
    YEAR(issued_on) AS fiscal_year,
    issued_on,
    issued_on + [14, 30, 30, 60][1 + CAST(hash(customer) % 4 AS INTEGER)] AS due_on,
    CAST(CASE WHEN hash(n * 3) % 40 = 0 THEN -1 ELSE 1 END * (5 + hash(n * 7) % 500000 / 100) AS DECIMAL(18, 2)) AS amount,
    CASE WHEN customer % 50 = 0 THEN 'USD' WHEN customer % 31 = 0 THEN 'GBP' ELSE 'EUR' END AS currency,
    CASE WHEN hash(n * 11) % 100 < 93 AND issued_on + CAST(10 + hash(n * 13) % 60 AS INTEGER) <= $list_on
        THEN issued_on + CAST(10 + hash(n * 13) % 60 AS INTEGER) END AS settled_on
FROM (
    SELECT n, hash(n) % ($invoices // 25) AS customer, $list_on - CAST(hash(n * 5) % 1095 AS INTEGER) AS issued_on
    FROM (SELECT UNNEST(RANGE($invoices)) AS n)
);
