-- name: customer_sources(customer_key, as_of)
-- One row per item of one customer that is open at the end of :as_of: where the book has it from, and the marks of the
-- source system. One table and no balance, so that it costs a page next to nothing.
SELECT
    i.item_key AS item_key,
    i.import_id AS import_id,
    i.source_row AS source_row,
    i.is_inferred AS is_inferred,
    i.is_disputed AS is_disputed,
    i.promised_on AS promised_on,
    i.blocked_until AS blocked_until,
    i.is_at_agency AS is_at_agency,
    i.source_step AS source_step
FROM item AS i
WHERE
    i.customer_key = CAST(:customer_key AS BIGINT)
    AND i.issued_on <= CAST(:as_of AS DATE)
    AND (i.closed_on IS NULL OR i.closed_on > CAST(:as_of AS DATE))
