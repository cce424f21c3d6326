-- The marts of what was touched are made anew for each day's knowledge, by the very statements of publication.
CREATE TABLE asked_application AS
SELECT DISTINCT application_key FROM kept.application
WHERE item_key IN (SELECT item_key FROM touched_item) OR credit_item_key IN (SELECT item_key FROM touched_item)
    OR payment_key IN (SELECT payment_key FROM touched_payment);

CREATE TABLE asked_item AS
SELECT item_key FROM touched_item
UNION
SELECT item_key FROM kept.application WHERE application_key IN (SELECT application_key FROM asked_application)
UNION
SELECT credit_item_key FROM kept.application
WHERE credit_item_key IS NOT NULL AND application_key IN (SELECT application_key FROM asked_application);

CREATE TABLE asked_invoice AS
SELECT DISTINCT invoice_key FROM kept.instalment WHERE item_key IN (SELECT item_key FROM asked_item);

CREATE TABLE asked_payment AS
SELECT payment_key FROM touched_payment
UNION
SELECT payment_key FROM kept.application
WHERE payment_key IS NOT NULL AND application_key IN (SELECT application_key FROM asked_application);
