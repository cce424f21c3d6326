-- A refused row of a list still says that its invoice is open: what the book knows of it stays, instead of counting as
-- settled because the list does not name it.
INSERT INTO stage.invoice BY NAME
SELECT $columns
FROM (
    SELECT min(source_row) AS source_row, entity, customer_id, number FROM file_rows
    WHERE row_kind = 'item' AND reason IS NOT NULL GROUP BY entity, customer_id, number
) AS refused
JOIN customer AS payer ON payer.entity = refused.entity AND payer.customer_id = refused.customer_id AND payer.known_until IS NULL
JOIN invoice AS known ON known.customer_key = payer.customer_key AND known.number = refused.number AND known.known_until IS NULL
JOIN (SELECT invoice_key, CAST(sum(balance_minor) AS BIGINT) AS balance_minor FROM open_item GROUP BY invoice_key) AS still_open
    ON still_open.invoice_key = known.invoice_key
ANTI JOIN stage.invoice AS listed ON listed.entity = refused.entity AND listed.customer_id = refused.customer_id AND listed.number = known.number
    AND listed.document_type = known.document_type AND listed.fiscal_year = known.fiscal_year
