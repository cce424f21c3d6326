-- One row per document of a file that gives a document several: the amounts added up, everything else from its first row.
CREATE OR REPLACE TEMP TABLE summed_rows AS
WITH whole AS (
    SELECT min(row_id) AS row_id, sum(amount) AS amount, sum(open_amount) AS open_amount, sum(in_transit_amount) AS in_transit_amount,
        min(issued_on) AS issued_on, min(due_on) FILTER (WHERE sign(amount) = 1) AS due_on, count(DISTINCT due_on) AS parts, bool_and(amount > 0) AS is_in_parts
    FROM good_rows WHERE document_type <> 'payment'
    GROUP BY entity, customer_id, number, coalesce(fiscal_year, year(issued_on)), currency
)
SELECT parsed.* REPLACE (
        CAST(whole.amount AS DECIMAL(18, 4)) AS amount, CAST(whole.open_amount AS DECIMAL(18, 4)) AS open_amount,
        CAST(whole.in_transit_amount AS DECIMAL(18, 4)) AS in_transit_amount, whole.issued_on AS issued_on, coalesce(whole.due_on, parsed.due_on) AS due_on,
        CASE WHEN whole.amount < 0 THEN 'credit_note' ELSE 'invoice' END AS document_type
    ), whole.parts > 1 AND whole.is_in_parts AS is_in_parts
FROM good_rows AS parsed JOIN whole USING (row_id)
UNION ALL
SELECT *, FALSE AS is_in_parts FROM good_rows WHERE document_type = 'payment'
