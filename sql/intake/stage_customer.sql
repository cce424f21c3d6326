-- One row per customer; a customer with several contact persons has several rows, and the last answer counts.
CREATE OR REPLACE TABLE stage.customer AS
SELECT max(source_row) AS source_row, entity, customer_id, $last_texts
FROM good_rows
GROUP BY entity, customer_id
