-- Narrow the schema chosen to the customers of the relation wanted.
DELETE FROM main.chosen_customer;
INSERT INTO main.chosen_customer SELECT customer_key FROM wanted;
