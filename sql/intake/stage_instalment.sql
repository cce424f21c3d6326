-- Due parts: rows with an instalment number, or a list such as 2026-03-01:50.00 2026-04-01:50.00 in one cell.
CREATE OR REPLACE TABLE stage.instalment AS
SELECT entity, customer_id, document_type, number, coalesce(fiscal_year, year(issued_on)) AS fiscal_year, part_no, due_on, $amount AS amount_minor
FROM good_rows
WHERE document_type <> 'payment' AND part_no IS NOT NULL
UNION ALL BY NAME
SELECT entity, customer_id, document_type, number, fiscal_year, part_no, CAST(split_part(part, ':', 1) AS DATE) AS due_on,
    CAST(CAST(split_part(part, ':', 2) AS DECIMAL(18, 4)) * ($factor) AS BIGINT) AS amount_minor
FROM (
    SELECT entity, customer_id, document_type, number, coalesce(fiscal_year, year(issued_on)) AS fiscal_year, currency,
        unnest(string_split_regex(instalments, '[ |;,]+')) AS part, generate_subscripts(string_split_regex(instalments, '[ |;,]+'), 1) AS part_no
    FROM good_rows
    WHERE instalments IS NOT NULL AND part_no IS NULL AND document_type <> 'payment'
)
