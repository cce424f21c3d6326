-- The facts that the marts of what was touched are made of.
CREATE SCHEMA part;
CREATE VIEW part.import_log AS SELECT * FROM known.import_log;
CREATE VIEW part.customer AS SELECT * FROM known.customer;
CREATE VIEW part.dispute AS
SELECT * FROM known.dispute WHERE invoice_key IN (SELECT invoice_key FROM main.asked_invoice);
CREATE VIEW part.invoice AS
SELECT * FROM known.invoice WHERE invoice_key IN (SELECT invoice_key FROM main.asked_invoice);
CREATE VIEW part.instalment AS
SELECT * FROM known.instalment WHERE item_key IN (SELECT item_key FROM main.asked_item);
CREATE VIEW part.application AS
SELECT * FROM known.application WHERE application_key IN (SELECT application_key FROM main.asked_application);
CREATE VIEW part.payment AS
SELECT * FROM known.payment WHERE payment_key IN (SELECT payment_key FROM main.asked_payment);
