-- Whom of those who were erased a file names. A table that the file does not fill may be missing: it is made, empty.
CREATE TABLE IF NOT EXISTS stage.customer (entity VARCHAR, customer_id VARCHAR);
CREATE TABLE IF NOT EXISTS stage.contact_point (entity VARCHAR, customer_id VARCHAR);
CREATE TABLE IF NOT EXISTS stage.invoice (entity VARCHAR, customer_id VARCHAR);
CREATE TABLE IF NOT EXISTS stage.payment (entity VARCHAR, customer_id VARCHAR);
CREATE TABLE IF NOT EXISTS stage.dispute (entity VARCHAR, customer_id VARCHAR);

CREATE OR REPLACE TEMP TABLE erased_named AS
SELECT entity, customer_id
FROM (
    SELECT entity, customer_id FROM stage.customer
    UNION SELECT entity, customer_id FROM stage.contact_point
    UNION SELECT entity, customer_id FROM stage.invoice
    UNION SELECT entity, customer_id FROM stage.payment
    UNION SELECT entity, customer_id FROM stage.dispute
) AS named
WHERE sha256(entity || CHR(31) || customer_id) IN (SELECT digest FROM erased_digest);
