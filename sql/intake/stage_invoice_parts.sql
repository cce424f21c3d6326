-- One row per document whose due parts are rows of their own: the document is their sum.
INSERT INTO stage.invoice BY NAME
SELECT $columns
FROM good_rows
WHERE document_type <> 'payment' AND part_no IS NOT NULL
GROUP BY entity, customer_id, document_type, number, coalesce(fiscal_year, year(issued_on))
