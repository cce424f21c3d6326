-- Make room for another window.
DROP SCHEMA IF EXISTS chosen CASCADE;
DROP SCHEMA IF EXISTS days CASCADE;
DROP SCHEMA IF EXISTS whole CASCADE;
DROP SCHEMA IF EXISTS part CASCADE;
DROP TABLE IF EXISTS touched_invoice;
DROP TABLE IF EXISTS learnt_payment;
DROP TABLE IF EXISTS own_item;
DROP TABLE IF EXISTS learnt_application;
DROP TABLE IF EXISTS touched_item;
DROP TABLE IF EXISTS touched_payment;
DROP TABLE IF EXISTS base_item;
DROP TABLE IF EXISTS base_cash;
DROP TABLE IF EXISTS base_settlement;
DROP TABLE IF EXISTS asked_application;
DROP TABLE IF EXISTS asked_item;
DROP TABLE IF EXISTS asked_invoice;
DROP TABLE IF EXISTS asked_payment;
