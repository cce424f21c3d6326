-- The facts as they were known after the import that the variable "known" numbers; kept is the version of the book they stand
-- in. What was replaced later still stands, what came later is not there. Addresses and names have no history in the book.
CREATE SCHEMA known;
CREATE TABLE chosen_customer (customer_key BIGINT NOT NULL);
CREATE VIEW known.import_log AS SELECT * FROM kept.import_log WHERE import_id <= getvariable('known');
CREATE VIEW known.customer AS
SELECT * REPLACE (CASE WHEN known_until <= getvariable('known') THEN known_until END AS known_until)
FROM kept.customer WHERE known_from <= getvariable('known');
CREATE VIEW known.invoice AS
SELECT * REPLACE (CASE WHEN known_until <= getvariable('known') THEN known_until END AS known_until)
FROM kept.invoice WHERE known_from <= getvariable('known');
CREATE VIEW known.instalment AS
SELECT * REPLACE (CASE WHEN known_until <= getvariable('known') THEN known_until END AS known_until)
FROM kept.instalment WHERE known_from <= getvariable('known');
CREATE VIEW known.application AS
SELECT * REPLACE (CASE WHEN known_until <= getvariable('known') THEN known_until END AS known_until)
FROM kept.application WHERE known_from <= getvariable('known');
CREATE VIEW known.payment AS
SELECT * REPLACE (CASE WHEN known_until <= getvariable('known') THEN known_until END AS known_until)
FROM kept.payment WHERE known_from <= getvariable('known');
CREATE VIEW known.payment_line AS
SELECT * REPLACE (CASE WHEN known_until <= getvariable('known') THEN known_until END AS known_until)
FROM kept.payment_line WHERE known_from <= getvariable('known');
CREATE VIEW known.dispute AS
SELECT * REPLACE (CASE WHEN known_until <= getvariable('known') THEN known_until END AS known_until)
FROM kept.dispute WHERE known_from <= getvariable('known');
CREATE VIEW known.exchange_rate AS
SELECT * REPLACE (CASE WHEN known_until <= getvariable('known') THEN known_until END AS known_until)
FROM kept.exchange_rate WHERE known_from <= getvariable('known');
CREATE VIEW known.party AS SELECT * FROM kept.party;
CREATE VIEW known.contact_point AS SELECT * FROM kept.contact_point;
