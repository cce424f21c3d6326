-- What a bare COPY fills: the columns of the file, typed, and nothing else.
CREATE TABLE invoices (
    entity VARCHAR, customer_id VARCHAR, document_type VARCHAR, number VARCHAR, fiscal_year INTEGER, issued_on DATE,
    due_on DATE, amount DECIMAL(18, 2), currency VARCHAR, settled_on DATE
);
