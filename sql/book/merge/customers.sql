-- Every customer the file names gets a key once and for good; what the file does not say stays as it was.

-- Languages of the customer's country, for a customer of whom the file says no more.
CREATE TEMP TABLE spoken AS
SELECT * FROM (VALUES
    ('NL', 'nl'), ('BE', 'nl'), ('DE', 'de'), ('AT', 'de'), ('CH', 'de'), ('LI', 'de'), ('FR', 'fr'), ('LU', 'fr'),
    ('MC', 'fr'), ('GB', 'en'), ('IE', 'en'), ('US', 'en'), ('ES', 'en'), ('PT', 'en'), ('IT', 'en'), ('DK', 'en'),
    ('SE', 'en'), ('NO', 'en'), ('FI', 'en'), ('PL', 'en'), ('CZ', 'en'), ('SK', 'en'), ('HU', 'en'), ('RO', 'en'),
    ('BG', 'en'), ('GR', 'en'), ('EE', 'en'), ('LV', 'en'), ('LT', 'en'), ('SI', 'en'), ('HR', 'en'), ('CY', 'en'),
    ('MT', 'en'), ('CA', 'en'), ('AU', 'en')
) AS known (country, language);

CREATE TEMP TABLE customer_ref AS
WITH named AS (
    SELECT entity, customer_id FROM staged_customer
    UNION SELECT entity, customer_id FROM staged_invoice
    UNION SELECT entity, customer_id FROM staged_payment
    UNION SELECT entity, customer_id FROM staged_contact_point
),
numbered AS (
    SELECT n.entity, n.customer_id, k.customer_key,
        ROW_NUMBER() OVER (PARTITION BY k.customer_key IS NULL ORDER BY n.entity, n.customer_id) AS nth
    FROM named AS n
    LEFT JOIN customer AS k ON k.entity = n.entity AND k.customer_id = n.customer_id AND k.known_until IS NULL
)
SELECT entity, customer_id, customer_key IS NULL AS is_new,
    COALESCE(customer_key, nth + (SELECT COALESCE(MAX(customer_key), 0) FROM customer)) AS customer_key
FROM numbered;

CREATE TEMP TABLE customer_told AS
SELECT
    r.customer_key, r.entity, r.customer_id,
    COALESCE(s.group_id, k.group_id) AS group_id,
    COALESCE(s.customer_type, k.customer_type, 'business') AS customer_type,
    COALESCE(s.country, k.country, home.country, 'NL') AS country,
    COALESCE(s.province, k.province) AS province,
    COALESCE(s.language, k.language, own.language, home.language, 'nl') AS language,
    COALESCE(s.sector, k.sector) AS sector,
    COALESCE(s.size_class, k.size_class) AS size_class,
    COALESCE(s.customer_since, k.customer_since) AS customer_since,
    COALESCE(s.parent_id, k.parent_id) AS parent_id,
    COALESCE(s.payer_id, k.payer_id) AS payer_id,
    COALESCE(s.collector, k.collector) AS collector,
    COALESCE(s.account_manager, k.account_manager) AS account_manager,
    COALESCE(s.credit_limit_minor, k.credit_limit_minor) AS credit_limit_minor,
    COALESCE(s.credit_limit_currency, k.credit_limit_currency) AS credit_limit_currency,
    COALESCE(s.external_score, k.external_score) AS external_score,
    COALESCE(s.label, k.label, 'neutral') AS label,
    COALESCE(s.has_mandate, k.has_mandate, FALSE) AS has_mandate
FROM customer_ref AS r
LEFT JOIN staged_customer AS s ON s.entity = r.entity AND s.customer_id = r.customer_id
LEFT JOIN customer AS k ON k.customer_key = r.customer_key AND k.known_until IS NULL
LEFT JOIN spoken AS own ON own.country = s.country
LEFT JOIN spoken AS home ON regexp_full_match(r.entity, '[A-Z]{2}[0-9]*') AND home.country = r.entity[1:2];

CREATE TEMP TABLE customer_change AS
SELECT * FROM customer_told
EXCEPT
SELECT * EXCLUDE (known_from, known_until) FROM customer WHERE known_until IS NULL;

UPDATE customer SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND customer_key IN (SELECT customer_key FROM customer_change);

INSERT INTO customer BY NAME
SELECT *, getvariable('import_id') AS known_from FROM customer_change ORDER BY customer_key;

UPDATE party SET
    name = COALESCE(s.name, party.name),
    registration_number = COALESCE(s.registration_number, party.registration_number),
    vat_number = COALESCE(s.vat_number, party.vat_number)
FROM staged_customer AS s
JOIN customer_ref AS r ON r.entity = s.entity AND r.customer_id = s.customer_id AND NOT r.is_new
WHERE party.customer_key = r.customer_key;

INSERT INTO party
SELECT r.customer_key, COALESCE(s.name, r.customer_id), s.registration_number, s.vat_number
FROM customer_ref AS r
LEFT JOIN staged_customer AS s ON s.entity = r.entity AND s.customer_id = r.customer_id
WHERE r.is_new
ORDER BY r.customer_key;

-- Addresses of a kind are replaced as a whole: the file that names one names them all.
CREATE TEMP TABLE address_told AS
SELECT r.customer_key, s.person, s.role, s.kind, s.address,
    COALESCE(s.is_allowed, TRUE) AS is_allowed, COALESCE(s.is_preferred, FALSE) AS is_preferred
FROM staged_contact_point AS s
JOIN customer_ref AS r ON r.entity = s.entity AND r.customer_id = s.customer_id;

DELETE FROM contact_point
WHERE EXISTS (
    SELECT 1 FROM address_told AS told
    WHERE told.customer_key = contact_point.customer_key AND told.kind = contact_point.kind
);

INSERT INTO contact_point BY NAME
SELECT DISTINCT * FROM address_told ORDER BY customer_key, kind, address;
