-- One row per credit note that was set against an invoice.
CREATE OR REPLACE TABLE stage.credit_application AS
SELECT entity, customer_id, credit_number, number, fiscal_year, received_on AS applied_on, abs(coalesce($applied_amount, $amount)) AS amount_minor
FROM good_rows
WHERE credit_number IS NOT NULL
