-- One row per dispute.
CREATE OR REPLACE TABLE stage.dispute AS
SELECT entity, customer_id, number, fiscal_year, reference, opened_on, closed_on, $amount AS amount_minor, cause FROM good_rows
