-- One row per payment or per invoice a payment was set against. Without an own number a payment is known by customer,
-- date, amount, currency and reference, and by being the n-th of those.
CREATE OR REPLACE TABLE stage.payment AS
SELECT source_row, entity, customer_id,
    coalesce(payment_id, concat_ws('/', customer_id, received_on, $amount, currency, reference, CASE WHEN nth > 1 THEN nth END)) AS source_id,
    received_on, received_at, $amount AS amount_minor, currency, method, reference, number, document_type, fiscal_year, part_no,
    $applied_amount AS applied_minor
FROM (SELECT *, $nth AS nth FROM good_rows)
WHERE credit_number IS NULL
