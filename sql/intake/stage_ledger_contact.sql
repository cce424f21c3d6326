-- The addresses a ledger names beside its customers.
CREATE OR REPLACE TABLE stage.contact_point AS
SELECT DISTINCT entity, customer_id, kind, TRUE AS is_allowed, FALSE AS is_preferred,
    unnest(CASE WHEN kind = 'email' THEN string_split_regex(address, '\s*[;,]\s*') ELSE [address] END) AS address
FROM (
    UNPIVOT (SELECT DISTINCT entity, customer_id, email, phone, mobile FROM good_rows) ON email, phone, mobile INTO NAME kind VALUE address
)
