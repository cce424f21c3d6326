-- What of the days up to the variable last_on was learnt after the import "least": documents and payments that a later import
-- brought, replaced or took away, and all that hangs together with them. Everything else is in the marts as it was all along.
CREATE TABLE touched_invoice AS
SELECT invoice_key FROM kept.invoice
WHERE (known_from > getvariable('least') OR known_until > getvariable('least')) AND issued_on <= getvariable('last_on')
UNION
SELECT n.invoice_key FROM kept.instalment AS n
WHERE (n.known_from > getvariable('least') OR n.known_until > getvariable('least'))
    AND n.invoice_key IN (SELECT invoice_key FROM kept.invoice WHERE issued_on <= getvariable('last_on'))
UNION
SELECT invoice_key FROM kept.dispute WHERE known_from > getvariable('least') OR known_until > getvariable('least');

CREATE TABLE learnt_payment AS
SELECT DISTINCT payment_key FROM kept.payment
WHERE (known_from > getvariable('least') OR known_until > getvariable('least')) AND received_on <= getvariable('last_on');

CREATE TABLE own_item AS
SELECT DISTINCT item_key FROM kept.instalment WHERE invoice_key IN (SELECT invoice_key FROM touched_invoice);

CREATE TABLE learnt_application AS
SELECT item_key, credit_item_key, payment_key FROM kept.application
WHERE (
        (known_from > getvariable('least') OR known_until > getvariable('least'))
        AND applied_on <= getvariable('last_on')
    )
    OR payment_key IN (SELECT payment_key FROM learnt_payment)
    OR item_key IN (SELECT item_key FROM own_item)
    OR credit_item_key IN (SELECT item_key FROM own_item);

CREATE TABLE touched_item AS
SELECT item_key FROM own_item
UNION
SELECT item_key FROM learnt_application
UNION
SELECT credit_item_key FROM learnt_application WHERE credit_item_key IS NOT NULL;

CREATE TABLE touched_payment AS
SELECT payment_key FROM learnt_payment
UNION
SELECT payment_key FROM learnt_application WHERE payment_key IS NOT NULL;
