-- Names in the texts of a made-up ledger: three in four invoices say their own customer, one in a hundred somebody else; what was
-- imported, as files; and a note about each customer that names another one.
CREATE TEMP TABLE named AS
SELECT c.entity, c.customer_id, c.customer_key, p.name, ROW_NUMBER() OVER (ORDER BY c.customer_key) - 1 AS place
FROM customer AS c
JOIN party AS p ON p.customer_key = c.customer_key
WHERE c.known_until IS NULL;

UPDATE invoice SET description = CASE hash(number) % 100
    WHEN 0 THEN 'delivered to ' || (SELECT o.name FROM named AS o WHERE o.place = hash(invoice.number || 'x') % 2000)
    ELSE 'order ' || number || ' of ' || n.name
END
FROM named AS n
WHERE n.customer_key = invoice.customer_key AND hash(number) % 4 < 3;

UPDATE payment SET reference = 'paid by ' || n.name || ' for ' || payment_key
FROM named AS n
WHERE n.customer_key = payment.customer_key AND hash(payment_key) % 4 = 0;

CREATE TEMP TABLE source_customer AS
SELECT n.entity, n.customer_id, n.name, a.address AS email FROM named AS n
LEFT JOIN contact_point AS a ON a.customer_key = n.customer_key AND a.kind = 'email'
ORDER BY n.place;

CREATE TEMP TABLE source_invoice AS
SELECT n.entity, n.customer_id, i.number, i.issued_on, i.due_on, i.amount_minor, i.description
FROM invoice AS i
JOIN named AS n ON n.customer_key = i.customer_key;

CREATE TEMP TABLE source_note AS
SELECT n.entity, n.customer_id, 'moved in with ' || o.name AS said FROM named AS n
JOIN named AS o ON o.place = n.place + 1
ORDER BY n.place;
