-- Documents whose number the book knows with leading zeros only, of the same customer.
SELECT count(*)
FROM good_rows AS listed
JOIN customer AS payer ON payer.entity = listed.entity AND payer.customer_id = listed.customer_id AND payer.known_until IS NULL
JOIN invoice AS known ON known.customer_key = payer.customer_key AND known.known_until IS NULL
    AND known.number LIKE '0%' AND ltrim(known.number, '0') = listed.number
