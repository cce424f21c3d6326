-- One row per address of a customer; a cell may hold several e-mail addresses.
CREATE OR REPLACE TABLE stage.contact_point AS
SELECT entity, customer_id, any_value(person) AS person, any_value(role) AS role, kind, address,
    bool_and(coalesce(is_allowed, TRUE)) AS is_allowed, bool_or(coalesce(preferred = kind, FALSE)) AS is_preferred
FROM (
    SELECT * EXCLUDE (address), unnest(CASE WHEN kind = 'email' THEN string_split_regex(address, '\s*[;,]\s*') ELSE [address] END) AS address
    FROM (
        UNPIVOT (SELECT entity, customer_id, person, role, is_allowed, preferred, email, phone, mobile, post FROM good_rows)
        ON email, phone, mobile, post INTO NAME kind VALUE address
    )
)
GROUP BY entity, customer_id, kind, address
