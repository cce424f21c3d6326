-- Payments that an open-item list shows because they were not set against an invoice, as far as they are open.
CREATE OR REPLACE TABLE stage.payment AS
SELECT source_row, entity, customer_id, number || '/' || coalesce(fiscal_year, year(issued_on)) AS source_id, issued_on AS received_on,
    -coalesce($open_amount, $amount) AS amount_minor, currency, description AS reference
FROM good_rows
WHERE document_type = 'payment' AND settled_on IS NULL AND coalesce(open_amount, amount) <> 0
