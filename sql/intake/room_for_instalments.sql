-- The staging table of due parts, when nothing made it yet.
CREATE TABLE IF NOT EXISTS stage.instalment (
    entity VARCHAR, customer_id VARCHAR, document_type VARCHAR, number VARCHAR, fiscal_year INTEGER, part_no INTEGER, due_on DATE, amount_minor BIGINT
)
