-- What the merge reads: every table of the staging contract with all its columns, whatever intake left out.

CREATE TEMP VIEW staged_customer AS
SELECT * FROM contract.customer UNION ALL BY NAME SELECT * FROM stage.customer;

CREATE TEMP VIEW staged_contact_point AS
SELECT * FROM contract.contact_point UNION ALL BY NAME SELECT * FROM stage.contact_point;

CREATE TEMP VIEW staged_invoice AS
SELECT * FROM contract.invoice UNION ALL BY NAME SELECT * FROM stage.invoice;

CREATE TEMP VIEW staged_instalment AS
SELECT * FROM contract.instalment UNION ALL BY NAME SELECT * FROM stage.instalment;

CREATE TEMP VIEW staged_payment AS
SELECT * FROM contract.payment UNION ALL BY NAME SELECT * FROM stage.payment;

CREATE TEMP VIEW staged_credit_application AS
SELECT * FROM contract.credit_application UNION ALL BY NAME SELECT * FROM stage.credit_application;

CREATE TEMP VIEW staged_dispute AS
SELECT * FROM contract.dispute UNION ALL BY NAME SELECT * FROM stage.dispute;

CREATE TEMP VIEW staged_exchange_rate AS
SELECT * FROM contract.exchange_rate UNION ALL BY NAME SELECT * FROM stage.exchange_rate;

CREATE TEMP VIEW staged_quarantine AS
SELECT * FROM contract.quarantine UNION ALL BY NAME SELECT * FROM stage.quarantine;

CREATE TEMP VIEW staged_sales_month AS
SELECT * FROM contract.sales_month UNION ALL BY NAME SELECT * FROM stage.sales_month;

CREATE TEMP VIEW staged_file_share AS
SELECT * FROM contract.file_share UNION ALL BY NAME SELECT * FROM stage.file_share;
