-- The file as staged rows, taken on trust: validation is intake's and is measured there.
CREATE TABLE stage.invoice AS
SELECT
    CAST(ROW_NUMBER() OVER () + 1 AS INTEGER) AS source_row, entity, customer_id, document_type, number, fiscal_year,
    issued_on, due_on, CAST(amount * 100 AS BIGINT) AS amount_minor, currency, settled_on
FROM read_csv(':file', header = TRUE, columns = {
    'entity': 'VARCHAR', 'customer_id': 'VARCHAR', 'document_type': 'VARCHAR', 'number': 'VARCHAR',
    'fiscal_year': 'INTEGER', 'issued_on': 'DATE', 'due_on': 'DATE', 'amount': 'DECIMAL(18, 2)', 'currency': 'VARCHAR',
    'settled_on': 'DATE'
})
