-- The first ledger in an empty book: nothing is known that a row could change, every document has one part, and the
-- only settlements are those the rows report themselves. So one sorted pass gives every key (item and application
-- take the document's), and no row has to look for another. The general road of sql/book/merge gives the same book
-- in three times the time; a test compares the two.

CREATE TABLE stage.first_row AS
WITH described AS (
    SELECT
        s.* EXCLUDE (customer_id) REPLACE (
            COALESCE(s.document_type, CASE WHEN s.amount_minor < 0 THEN 'credit_note' ELSE 'invoice' END) AS document_type,
            COALESCE(s.fiscal_year, YEAR(s.issued_on)) AS fiscal_year,
            COALESCE(s.due_on, s.issued_on) AS due_on,
            COALESCE(s.is_disputed, s.disputed_minor > 0, FALSE) AS is_disputed,
            CASE WHEN COALESCE(s.is_disputed, TRUE) THEN COALESCE(s.disputed_minor, 0) ELSE 0 END AS disputed_minor,
            CASE WHEN s.block_reason IS NOT NULL THEN COALESCE(s.blocked_until, DATE '9999-12-31')
                ELSE s.blocked_until END AS blocked_until,
            COALESCE(s.in_transit_minor, 0) AS in_transit_minor,
            COALESCE(s.source_step, 0) AS source_step,
            COALESCE(s.is_at_agency, FALSE) AS is_at_agency,
            COALESCE(s.source_row, 0) AS source_row
        ),
        c.customer_key, c.country, c.customer_type,
        CASE
            WHEN s.settled_on IS NOT NULL THEN COALESCE(
                SIGN(s.amount_minor) * ABS(s.settled_minor), s.amount_minor - COALESCE(s.open_minor, 0)
            )
            ELSE s.amount_minor - SIGN(s.amount_minor) * LEAST(
                GREATEST(SIGN(s.amount_minor) * COALESCE(s.open_minor, s.amount_minor), 0), ABS(s.amount_minor)
            )
        END AS received_minor
    FROM staged_invoice AS s
    JOIN customer_ref AS r ON r.entity = s.entity AND r.customer_id = s.customer_id
    JOIN customer AS c ON c.customer_key = r.customer_key
)
SELECT
    * EXCLUDE (open_minor, settled_minor),
    CASE WHEN SIGN(received_minor) = SIGN(amount_minor)
        THEN SIGN(amount_minor) * LEAST(ABS(received_minor), ABS(amount_minor)) ELSE 0 END AS applied_minor,
    GREATEST(COALESCE(settled_on, getvariable('list_on')), issued_on) AS counts_on
FROM described
ORDER BY customer_key, issued_on, source_row;
