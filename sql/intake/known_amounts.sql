-- A list that gives only what is open says nothing of what was paid before: a larger amount the book knows stays.
UPDATE stage.invoice AS listed SET amount_minor = known.amount_minor
FROM invoice AS known JOIN customer AS payer ON payer.customer_key = known.customer_key AND payer.known_until IS NULL
WHERE known.known_until IS NULL AND payer.entity = listed.entity AND payer.customer_id = listed.customer_id AND known.number = listed.number
    AND known.document_type = listed.document_type AND known.fiscal_year = listed.fiscal_year AND known.currency = listed.currency
    AND abs(known.amount_minor) > abs(listed.amount_minor)
