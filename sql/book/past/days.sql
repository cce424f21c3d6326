-- What the named queries read: "days" has the rows that can be open within the window, "whole" has all history.
CREATE SCHEMA days;
CREATE SCHEMA whole;

CREATE VIEW days.item AS
SELECT * FROM main.base_item
UNION ALL BY NAME
SELECT * FROM part.item WHERE item_key IN (SELECT item_key FROM main.touched_item);
CREATE VIEW whole.item AS
SELECT * FROM kept.item WHERE item_key NOT IN (SELECT item_key FROM main.touched_item)
UNION ALL BY NAME
SELECT * FROM part.item WHERE item_key IN (SELECT item_key FROM main.touched_item);

CREATE VIEW days.settlement AS
SELECT * FROM main.base_settlement
UNION ALL BY NAME
SELECT * FROM part.settlement WHERE item_key IN (SELECT item_key FROM main.touched_item);
CREATE VIEW whole.settlement AS
SELECT * FROM kept.settlement WHERE item_key NOT IN (SELECT item_key FROM main.touched_item)
UNION ALL BY NAME
SELECT * FROM part.settlement WHERE item_key IN (SELECT item_key FROM main.touched_item);

CREATE VIEW days.cash AS
SELECT * FROM main.base_cash
UNION ALL BY NAME
SELECT * FROM part.cash WHERE payment_key IN (SELECT payment_key FROM main.touched_payment);
CREATE VIEW whole.cash AS
SELECT * FROM kept.cash WHERE payment_key NOT IN (SELECT payment_key FROM main.touched_payment)
UNION ALL BY NAME
SELECT * FROM part.cash WHERE payment_key IN (SELECT payment_key FROM main.touched_payment);

-- A few customers only, those in the table chosen_customer.
CREATE SCHEMA chosen;
CREATE VIEW chosen.item AS
SELECT * FROM whole.item WHERE customer_key IN (SELECT customer_key FROM main.chosen_customer);
CREATE VIEW chosen.settlement AS
SELECT * FROM whole.settlement WHERE customer_key IN (SELECT customer_key FROM main.chosen_customer);
CREATE VIEW chosen.cash AS
SELECT * FROM whole.cash WHERE customer_key IN (SELECT customer_key FROM main.chosen_customer);
CREATE VIEW chosen.customer AS
SELECT * FROM known.customer WHERE customer_key IN (SELECT customer_key FROM main.chosen_customer);
CREATE VIEW chosen.payment AS
SELECT * FROM known.payment WHERE customer_key IN (SELECT customer_key FROM main.chosen_customer);
CREATE VIEW chosen.dispute AS
SELECT * FROM known.dispute WHERE customer_key IN (SELECT customer_key FROM main.chosen_customer);
CREATE VIEW chosen.invoice AS
SELECT * FROM known.invoice WHERE customer_key IN (SELECT customer_key FROM main.chosen_customer);
