-- Of nothing the marts have to be made anew.
CREATE TABLE asked_application (application_key BIGINT NOT NULL);
CREATE TABLE asked_item (item_key BIGINT NOT NULL);
CREATE TABLE asked_invoice (invoice_key BIGINT NOT NULL);
CREATE TABLE asked_payment (payment_key BIGINT NOT NULL);
