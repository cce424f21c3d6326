-- The due parts of the invoices that were kept as known.
INSERT INTO stage.instalment BY NAME
SELECT listed.entity, listed.customer_id, listed.document_type, listed.number, listed.fiscal_year, part.part_no, part.due_on, part.amount_minor
FROM stage.invoice AS listed
JOIN (SELECT source_row FROM file_rows WHERE row_kind = 'item' AND reason IS NOT NULL) AS refused USING (source_row)
JOIN customer AS payer ON payer.entity = listed.entity AND payer.customer_id = listed.customer_id AND payer.known_until IS NULL
JOIN invoice AS known ON known.customer_key = payer.customer_key AND known.number = listed.number AND known.document_type = listed.document_type
    AND known.fiscal_year = listed.fiscal_year AND known.known_until IS NULL
JOIN instalment AS part ON part.invoice_key = known.invoice_key AND part.known_until IS NULL
WHERE part.part_no > 1 OR EXISTS (FROM instalment AS other WHERE other.invoice_key = known.invoice_key AND other.part_no > 1 AND other.known_until IS NULL)
