-- One row per customer of a ledger: what its first row with an answer says.
CREATE OR REPLACE TABLE stage.customer AS
SELECT min(source_row) AS source_row, entity, customer_id, $first_texts
FROM good_rows
GROUP BY entity, customer_id
