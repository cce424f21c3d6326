-- What intake hands over (schema `stage` of the draft's connection): typed, validated rows of one file.
-- A table may be missing (nothing of that kind) and so may any column but those marked; a missing column reads as NULL.

-- One row per customer the file describes. NULL: the file does not say, so what is known stays.
CREATE TABLE IF NOT EXISTS customer (
    source_row INTEGER,
    entity VARCHAR,                      -- always
    customer_id VARCHAR,                 -- always
    group_id VARCHAR,
    name VARCHAR,
    customer_type VARCHAR,
    country VARCHAR,
    province VARCHAR,
    language VARCHAR,
    sector VARCHAR,
    size_class VARCHAR,
    customer_since DATE,
    registration_number VARCHAR,
    vat_number VARCHAR,
    parent_id VARCHAR,
    payer_id VARCHAR,
    collector VARCHAR,
    account_manager VARCHAR,
    credit_limit_minor BIGINT,
    credit_limit_currency VARCHAR,
    external_score DOUBLE,
    label VARCHAR,
    has_mandate BOOLEAN
);

-- One row per address; replaces the customer's addresses of the same kind.
CREATE TABLE IF NOT EXISTS contact_point (
    entity VARCHAR,                      -- always
    customer_id VARCHAR,                 -- always
    person VARCHAR,
    role VARCHAR,
    kind VARCHAR,                        -- always
    address VARCHAR,                     -- always
    is_allowed BOOLEAN,
    is_preferred BOOLEAN
);

-- One row per document, unique by (entity, customer, type, number, fiscal year). A column that is empty in every row
-- says nothing: what is known of the document stays.
CREATE TABLE IF NOT EXISTS invoice (
    source_row INTEGER,
    entity VARCHAR,                      -- always
    customer_id VARCHAR,                 -- always
    document_type VARCHAR,
    number VARCHAR,                      -- always
    fiscal_year INTEGER,                 -- NULL: the year of issue
    issued_on DATE,                      -- always
    due_on DATE,                         -- NULL: the day of issue
    amount_minor BIGINT,                 -- always; negative for a credit note
    open_minor BIGINT,                   -- NULL: the file does not say
    currency VARCHAR,                    -- always
    is_disputed BOOLEAN,
    disputed_minor BIGINT,
    structured_reference VARCHAR,
    description VARCHAR,
    in_transit_minor BIGINT,
    source_step INTEGER,
    source_reminded_on DATE,
    promised_on DATE,
    blocked_until DATE,
    block_reason VARCHAR,
    is_at_agency BOOLEAN,
    settled_on DATE,
    settled_minor BIGINT                 -- NULL with a settled_on: all that is not open
);

-- One row per due part of an invoice that has several.
CREATE TABLE IF NOT EXISTS instalment (
    entity VARCHAR,                      -- always
    customer_id VARCHAR,                 -- always
    document_type VARCHAR,
    number VARCHAR,                      -- always
    fiscal_year INTEGER,
    part_no INTEGER,                     -- always
    due_on DATE,                         -- always
    amount_minor BIGINT                  -- always
);

-- One row per line of a payment, or per payment that names no document; rows sharing a source id are one payment.
CREATE TABLE IF NOT EXISTS payment (
    source_row INTEGER,
    entity VARCHAR,                      -- always
    customer_id VARCHAR,                 -- always
    source_id VARCHAR,                   -- always
    received_on DATE,                    -- always
    received_at TIMESTAMP,
    amount_minor BIGINT,                 -- always: of the whole payment
    currency VARCHAR,                    -- always
    method VARCHAR,
    reference VARCHAR,
    number VARCHAR,
    document_type VARCHAR,
    fiscal_year INTEGER,
    part_no INTEGER,
    applied_minor BIGINT                 -- NULL with a number: all of the payment
);

-- One row per credit note set against an invoice on a day.
CREATE TABLE IF NOT EXISTS credit_application (
    entity VARCHAR,                      -- always
    customer_id VARCHAR,                 -- always
    credit_number VARCHAR,               -- always
    number VARCHAR,                      -- always
    fiscal_year INTEGER,
    applied_on DATE,                     -- always
    amount_minor BIGINT                  -- always; positive
);

-- One row per dispute, unique by (entity, customer, reference).
CREATE TABLE IF NOT EXISTS dispute (
    entity VARCHAR,                      -- always
    customer_id VARCHAR,                 -- always
    number VARCHAR,                      -- always
    fiscal_year INTEGER,
    reference VARCHAR,                   -- NULL: the number
    opened_on DATE,                      -- always
    closed_on DATE,
    amount_minor BIGINT,                 -- NULL: all of the document
    cause VARCHAR
);

-- One row per currency and day.
CREATE TABLE IF NOT EXISTS exchange_rate (
    currency VARCHAR,                    -- always
    rate_on DATE,                        -- always
    rate DOUBLE                          -- always
);

-- One row per entity, month and currency of a sales file.
CREATE TABLE IF NOT EXISTS sales_month (
    source_row INTEGER,
    entity VARCHAR,                      -- always
    month DATE,                          -- always: its first day
    currency VARCHAR,                    -- always
    stated_minor BIGINT,                 -- always
    vat_basis VARCHAR,                   -- always
    vat_share DOUBLE
);

-- One row per entity and currency of the file, refused rows included.
CREATE TABLE IF NOT EXISTS file_share (
    entity VARCHAR,                      -- always
    currency VARCHAR,                    -- always
    rows_read INTEGER,
    accepted INTEGER,
    quarantined INTEGER,
    accepted_minor BIGINT,
    accepted_open_minor BIGINT,
    quarantined_minor BIGINT,
    unreadable INTEGER
);

-- One row per file row that could not be taken.
CREATE TABLE IF NOT EXISTS quarantine (
    source_row INTEGER,
    reason VARCHAR,
    cells JSON,
    entity VARCHAR,
    customer_id VARCHAR,
    number VARCHAR,
    currency VARCHAR,
    row_on DATE,
    amount_minor BIGINT,
    open_minor BIGINT
);
