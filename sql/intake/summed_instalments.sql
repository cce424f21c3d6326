-- The due parts of documents whose rows have several due dates.
CREATE OR REPLACE TABLE stage.instalment AS
SELECT parts.entity, parts.customer_id, 'invoice' AS document_type, parts.number, parts.fiscal_year,
    CAST(row_number() OVER (PARTITION BY parts.entity, parts.customer_id, parts.number, parts.fiscal_year ORDER BY parts.due_on) AS INTEGER) AS part_no,
    parts.due_on, parts.amount_minor
FROM (
    SELECT entity, customer_id, number, coalesce(fiscal_year, year(issued_on)) AS fiscal_year, due_on, CAST(sum($amount) AS BIGINT) AS amount_minor
    FROM file_rows WHERE row_kind = 'item' AND reason IS NULL AND document_type <> 'payment'
    GROUP BY ALL
) AS parts
SEMI JOIN (SELECT entity, customer_id, number, coalesce(fiscal_year, year(issued_on)) AS fiscal_year FROM summed_rows WHERE is_in_parts) AS whole
    USING (entity, customer_id, number, fiscal_year)
