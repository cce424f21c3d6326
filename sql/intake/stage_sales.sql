-- One row per entity, month and currency.
CREATE OR REPLACE TABLE stage.sales_month AS
SELECT source_row, entity, month, currency, $amount AS stated_minor, vat_basis, vat_percent / 100 AS vat_share FROM good_rows
