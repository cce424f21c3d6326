-- The book's tables (DuckDB only: intake and publication write them, nothing else does).
-- Facts carry known_from and known_until: the import that brought the row and the one that replaced it
-- (NULL: still so). Numbers differ on every row: compressing them takes longer than writing them, for a book a fifth
-- smaller. Money is BIGINT minor units beside a currency. Surrogate keys never change between versions.

-- One row per import that was published into this book.
CREATE TABLE import_log (
    import_id INTEGER PRIMARY KEY,
    imported_at TIMESTAMP NOT NULL,      -- UTC
    list_on DATE NOT NULL,               -- the day the file speaks of
    mode VARCHAR NOT NULL,               -- snapshot | movements
    kind VARCHAR NOT NULL,               -- ledger | customers | payments | disputes | rates | sales
    preset VARCHAR NOT NULL,
    layout JSON NOT NULL,                -- delimiter, encoding, decimal mark, date format, header row, columns
    file_name VARCHAR NOT NULL,
    file_sha256 VARCHAR NOT NULL,
    entities JSON NOT NULL,              -- entities the file names
    rows_read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    inferred_settled INTEGER NOT NULL,
    totals JSON NOT NULL,                -- currency -> minor units, of the accepted rows
    file_totals JSON NOT NULL,           -- what the file's own total rows say, where it has them
    imported_by VARCHAR NOT NULL
);

-- One row per file row that could not be taken, with the reason in plain words.
CREATE TABLE quarantine (
    import_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,         -- line in the file, header included, from 1
    reason VARCHAR NOT NULL,
    cells JSON NOT NULL,                 -- header -> text, as read
    entity VARCHAR,                      -- what could be read of the row all the same; NULL: not
    customer_id VARCHAR,
    number VARCHAR,
    currency VARCHAR,
    row_on DATE,                         -- day of issue, or of receipt
    amount_minor BIGINT,
    open_minor BIGINT
);

-- One row per (entity, customer id) and period of knowledge. No name and no address: see party, contact_point.
CREATE TABLE customer (
    customer_key BIGINT NOT NULL,
    entity VARCHAR NOT NULL,
    customer_id VARCHAR NOT NULL,
    group_id VARCHAR,
    customer_type VARCHAR NOT NULL,      -- business | consumer | public
    country VARCHAR NOT NULL,            -- ISO 3166 alpha-2
    province VARCHAR,
    language VARCHAR NOT NULL,           -- nl | en | fr | de
    sector VARCHAR,
    size_class VARCHAR,
    customer_since DATE,
    parent_id VARCHAR,
    payer_id VARCHAR,
    collector VARCHAR,
    account_manager VARCHAR,
    credit_limit_minor BIGINT,
    credit_limit_currency VARCHAR,
    external_score DOUBLE,
    label VARCHAR NOT NULL,              -- positive | neutral | negative
    has_mandate BOOLEAN NOT NULL,
    known_from INTEGER NOT NULL,
    known_until INTEGER
);

-- Names and numbers of the party behind a customer key; the one place to erase them.
CREATE TABLE party (
    customer_key BIGINT PRIMARY KEY,
    name VARCHAR NOT NULL,
    registration_number VARCHAR,
    vat_number VARCHAR
);

-- One row per address of a customer.
CREATE TABLE contact_point (
    customer_key BIGINT NOT NULL,
    person VARCHAR,
    role VARCHAR,
    kind VARCHAR NOT NULL,               -- email | phone | mobile | post
    address VARCHAR NOT NULL,
    is_allowed BOOLEAN NOT NULL,
    is_preferred BOOLEAN NOT NULL
);

-- One row per document (invoice or credit note) and period of knowledge; a credit note has a negative amount.
CREATE TABLE invoice (
    invoice_key BIGINT NOT NULL,
    customer_key BIGINT NOT NULL,
    entity VARCHAR NOT NULL,
    document_type VARCHAR NOT NULL,      -- invoice | credit_note
    number VARCHAR NOT NULL USING COMPRESSION uncompressed,
    fiscal_year INTEGER NOT NULL,
    issued_on DATE NOT NULL,
    due_on DATE NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency VARCHAR NOT NULL,
    is_disputed BOOLEAN NOT NULL,
    disputed_minor BIGINT NOT NULL,
    structured_reference VARCHAR,
    description VARCHAR,
    in_transit_minor BIGINT NOT NULL,    -- direct debit under way
    source_step INTEGER NOT NULL,        -- reminders the source system already sent
    source_reminded_on DATE,
    promised_on DATE,
    blocked_until DATE,                  -- 9999-12-31: no end given
    block_reason VARCHAR,
    is_at_agency BOOLEAN NOT NULL,
    import_id INTEGER NOT NULL,          -- the file that first named the document
    source_row INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    known_until INTEGER
);

-- One row per due part of a document and period of knowledge; parts add up to the document.
CREATE TABLE instalment (
    item_key BIGINT NOT NULL,
    invoice_key BIGINT NOT NULL,
    part_no INTEGER NOT NULL,
    due_on DATE NOT NULL,
    amount_minor BIGINT NOT NULL,
    known_from INTEGER NOT NULL,
    known_until INTEGER
);

-- One row per payment received and period of knowledge.
CREATE TABLE payment (
    payment_key BIGINT NOT NULL,
    customer_key BIGINT NOT NULL,
    entity VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,          -- the source's own id, else one made of the natural key; 'settled' with
                                         -- payment_key = -invoice_key where the invoice row itself reports the payment
    received_on DATE NOT NULL,
    received_at TIMESTAMP,               -- local time of day, when known
    amount_minor BIGINT NOT NULL,
    currency VARCHAR NOT NULL,
    method VARCHAR,
    reference VARCHAR,
    import_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    known_until INTEGER
);

-- One row per document a payment says it pays, and period of knowledge: what waits when the document is not known yet.
CREATE TABLE payment_line (
    payment_key BIGINT NOT NULL,
    source_row INTEGER NOT NULL,
    number VARCHAR NOT NULL,
    document_type VARCHAR,
    fiscal_year INTEGER,
    part_no INTEGER,
    applied_minor BIGINT,                -- NULL: what the document has open
    known_from INTEGER NOT NULL,
    known_until INTEGER
);

-- One row per amount set against an item on a date, by a payment, by a credit note's item, or inferred from a list.
CREATE TABLE application (
    application_key BIGINT NOT NULL,
    item_key BIGINT NOT NULL,            -- the item it reduces
    payment_key BIGINT,
    credit_item_key BIGINT,              -- the credit note's item it uses up
    applied_on DATE NOT NULL,
    amount_minor BIGINT NOT NULL,        -- positive: reduces an invoice's item; negative only on a credit note's own
                                         -- item (refunded, or gone from a list) and for a payment taken back
    is_inferred BOOLEAN NOT NULL,        -- absent from, or lower on, a later list
    settled_after DATE,                  -- inferred: the earlier list's date, so the day lies in (settled_after, applied_on]
    known_from INTEGER NOT NULL,
    known_until INTEGER
);

-- One row per dispute.
CREATE TABLE dispute (
    customer_key BIGINT NOT NULL,
    invoice_key BIGINT NOT NULL,
    reference VARCHAR NOT NULL,
    opened_on DATE NOT NULL,
    closed_on DATE,
    amount_minor BIGINT NOT NULL,
    cause VARCHAR,
    known_from INTEGER NOT NULL,
    known_until INTEGER
);

-- One row per currency and day: units of EUR for one unit of the currency.
CREATE TABLE exchange_rate (
    currency VARCHAR NOT NULL,
    rate_on DATE NOT NULL,
    rate DOUBLE NOT NULL,
    known_from INTEGER NOT NULL,
    known_until INTEGER
);

-- One row per entity, month and currency of a sales file, and period of knowledge: sales where the book holds open items
-- only. sales_minor has the balances' VAT basis where the file lets us know it; is_comparable says whether it does.
CREATE TABLE sales_month (
    entity VARCHAR NOT NULL,
    month DATE NOT NULL,                 -- first day of the month
    currency VARCHAR NOT NULL,
    stated_minor BIGINT NOT NULL,        -- as the file says it
    vat_basis VARCHAR NOT NULL,          -- incl | excl
    vat_share DOUBLE,                    -- 0.21: what converts sales without VAT; NULL: not given
    sales_minor BIGINT NOT NULL,
    is_comparable BOOLEAN NOT NULL,      -- FALSE: without VAT and without a rate to convert
    import_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    known_until INTEGER
);

-- One row per import, entity and currency: what the file says, and what the book made of the documents or payments it
-- names. Entity and currency are '' where a row that was refused does not say them.
CREATE TABLE import_total (
    import_id INTEGER NOT NULL,
    entity VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    rows_read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    accepted_minor BIGINT NOT NULL,      -- amounts of the rows that were taken
    accepted_open_minor BIGINT,          -- their open amounts, where the file gives them
    quarantined_minor BIGINT NOT NULL,   -- amounts of the refused rows, where they can be read
    unreadable INTEGER NOT NULL,         -- refused rows whose amount cannot be read
    book_rows INTEGER NOT NULL,
    book_minor BIGINT NOT NULL           -- the same documents or payments as the book has them after this import
);

-- Marts: rebuilt at every publication from the facts that are still so; every screen reads these.

-- One row per due part of every document, settled or not; sorted by customer.
CREATE TABLE item (
    item_key BIGINT NOT NULL,
    invoice_key BIGINT NOT NULL,
    customer_key BIGINT NOT NULL,
    entity VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    customer_type VARCHAR NOT NULL,
    document_type VARCHAR NOT NULL,
    number VARCHAR NOT NULL USING COMPRESSION uncompressed,
    fiscal_year INTEGER NOT NULL,
    part_no INTEGER NOT NULL,
    currency VARCHAR NOT NULL,
    issued_on DATE NOT NULL,
    due_on DATE NOT NULL,
    amount_minor BIGINT NOT NULL,
    balance_minor BIGINT NOT NULL,       -- today, all applications counted
    last_paid_on DATE,
    closed_on DATE,                      -- the day the balance reached zero for good; NULL while open
    days_late INTEGER,                   -- closed_on - due_on, signed; NULL while open
    is_inferred BOOLEAN NOT NULL,        -- closed by absence from a list: closed_on is the end of an interval
    is_disputed BOOLEAN NOT NULL,
    disputed_minor BIGINT NOT NULL,
    structured_reference VARCHAR,
    in_transit_minor BIGINT NOT NULL,
    source_step INTEGER NOT NULL,
    source_reminded_on DATE,
    promised_on DATE,
    blocked_until DATE,
    block_reason VARCHAR,
    is_at_agency BOOLEAN NOT NULL,
    import_id INTEGER NOT NULL,
    source_row INTEGER NOT NULL
);

-- The rows of item with a balance: all that today's aging, features and campaigns need.
CREATE TABLE open_item AS SELECT * FROM item LIMIT 0;

-- One row per change of an item's balance: delta_minor is negative where an invoice's item is reduced and positive
-- where a credit note's item is used up. item_closed_on lets a past date skip what was closed before it.
CREATE TABLE settlement (
    item_key BIGINT NOT NULL,
    customer_key BIGINT NOT NULL,
    payment_key BIGINT,
    applied_on DATE NOT NULL,
    delta_minor BIGINT NOT NULL,
    is_credited BOOLEAN NOT NULL,        -- by a credit note (or, on a credit note's item, set against an invoice)
    item_closed_on DATE
);

-- One row per payment; unapplied_minor today, and the day it was used up.
CREATE TABLE cash (
    payment_key BIGINT NOT NULL,
    customer_key BIGINT NOT NULL,
    entity VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    customer_type VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    received_on DATE NOT NULL,
    amount_minor BIGINT NOT NULL,
    unapplied_minor BIGINT NOT NULL,
    used_up_on DATE,
    is_write_off BOOLEAN NOT NULL        -- the source calls it a write-off: no money; negative when recovered
);

-- Monthly movements without segment (segments change on the desk): one row per group, month of the movement and
-- due month. overdue_month is the first month at whose end the item is past due: the month of due_on + 1 day.
CREATE TABLE receivable_cube (
    entity VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    customer_type VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    month DATE NOT NULL,                 -- first day of the month in which the movement happened
    overdue_month DATE NOT NULL,         -- first day of that month; of credits and unapplied cash: the movement's month
    is_credit BOOLEAN NOT NULL,          -- credit notes' items and unapplied cash, kept apart from the buckets
    delta_minor BIGINT NOT NULL,         -- change of the balance
    sales_minor BIGINT NOT NULL          -- documents issued, net of credit notes
);

-- One row per change of the contested part of an item's open balance: the sum of delta_minor up to a day is what of
-- that day's balance is disputed, never more than the balance.
CREATE TABLE dispute_movement (
    item_key BIGINT NOT NULL,
    customer_key BIGINT NOT NULL,
    moved_on DATE NOT NULL,
    delta_minor BIGINT NOT NULL
);

-- Positions of invoices at month-ends, without segment: one row per group, month, month of issue, bucket at that
-- month's end and bucket a month later. Ages are kept as sums of balance times days, so every mean is exact.
CREATE TABLE position_cube (
    entity VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    customer_type VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    month DATE NOT NULL,                 -- first day of the month at whose end this was open
    issue_month DATE NOT NULL,           -- first day of the month in which the invoices were issued
    bucket VARCHAR NOT NULL,             -- by due date, at the end of month
    next_bucket VARCHAR NOT NULL,        -- by due date, at the end of the month after
    balance_minor BIGINT NOT NULL,
    disputed_minor BIGINT NOT NULL,      -- the part of it that is contested
    age_days_minor BIGINT NOT NULL,      -- balance times days since issue
    late_days_minor BIGINT NOT NULL,     -- balance times days past due
    next_minor BIGINT NOT NULL           -- what of these same items is open at the end of the month after
);

-- What happened per day, without segment: one row per group, day and kind.
CREATE TABLE event_cube (
    entity VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    customer_type VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    happened_on DATE NOT NULL,
    kind VARCHAR NOT NULL,               -- paid | paid_inferred | write_off | dispute_opened | dispute_closed
    events BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    days_minor BIGINT NOT NULL,          -- paid: amount times days late, at the latest; dispute_closed: days it was open
    least_days_minor BIGINT NOT NULL     -- paid: amount times days late, at the earliest
);
