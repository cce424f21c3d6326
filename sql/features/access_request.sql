-- name: told_customer(entity, customer_id)
-- One row: who a customer is to the ledger, by what it is called and the traits that figures are split by.
SELECT
    c.entity AS entity,
    c.customer_id AS customer_id,
    p.name AS name,
    p.registration_number AS registration_number,
    p.vat_number AS vat_number,
    c.group_id AS group_id,
    c.customer_type AS customer_type,
    c.country AS country,
    c.province AS province,
    c.language AS language,
    c.sector AS sector,
    c.size_class AS size_class,
    c.customer_since AS customer_since,
    c.parent_id AS parent_id,
    c.payer_id AS payer_id,
    c.collector AS collector,
    c.account_manager AS account_manager,
    c.credit_limit_minor AS credit_limit_minor,
    c.credit_limit_currency AS credit_limit_currency,
    c.external_score AS external_score,
    c.label AS label,
    c.has_mandate AS has_mandate
FROM customer AS c
INNER JOIN party AS p ON c.customer_key = p.customer_key
WHERE c.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id

-- name: told_addresses(entity, customer_id)
-- One row per address of a customer.
SELECT
    a.kind AS kind,
    a.address AS address,
    a.person AS person,
    a.role AS role,
    a.is_allowed AS is_allowed,
    a.is_preferred AS is_preferred
FROM contact_point AS a
INNER JOIN customer AS c ON a.customer_key = c.customer_key
WHERE c.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id
ORDER BY a.kind, a.address

-- name: told_documents(entity, customer_id)
-- One row per due part of every invoice and credit note of a customer, paid or not, the oldest first.
SELECT
    i.document_type AS document_type,
    i.number AS number,
    i.part_no AS part_no,
    i.issued_on AS issued_on,
    i.due_on AS due_on,
    i.currency AS currency,
    i.amount_minor AS amount_minor,
    i.balance_minor AS balance_minor,
    i.closed_on AS closed_on,
    i.is_disputed AS is_disputed,
    i.source_step AS reminders_before,
    d.description AS description,
    d.block_reason AS block_reason,
    i.import_id AS import_id
FROM item AS i
INNER JOIN customer AS c ON i.customer_key = c.customer_key
INNER JOIN invoice AS d ON i.invoice_key = d.invoice_key AND d.known_until IS NULL
WHERE c.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id
ORDER BY i.issued_on, i.number, i.part_no

-- name: told_payments(entity, customer_id)
-- One row per payment of a customer, the oldest first.
SELECT
    p.received_on AS received_on,
    p.amount_minor AS amount_minor,
    p.currency AS currency,
    p.method AS method,
    p.reference AS reference,
    p.import_id AS import_id
FROM payment AS p
INNER JOIN customer AS c ON p.customer_key = c.customer_key
WHERE c.known_until IS NULL AND p.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id
ORDER BY p.received_on, p.source_id

-- name: told_disputes(entity, customer_id)
-- One row per dispute that the ledger knows of a customer.
SELECT
    i.number AS number,
    d.reference AS reference,
    d.opened_on AS opened_on,
    d.closed_on AS closed_on,
    d.amount_minor AS amount_minor,
    d.cause AS cause
FROM dispute AS d
INNER JOIN customer AS c ON d.customer_key = c.customer_key
INNER JOIN invoice AS i ON d.invoice_key = i.invoice_key AND i.known_until IS NULL
WHERE c.known_until IS NULL AND d.known_until IS NULL AND c.entity = :entity AND c.customer_id = :customer_id
ORDER BY d.opened_on, d.reference

-- name: told_sources(entity, customer_id)
-- One row per imported file that said something of a customer: where what is known comes from.
SELECT
    l.import_id AS import_id,
    l.imported_at AS imported_at,
    l.kind AS kind,
    l.file_name AS file_name,
    l.preset AS preset
FROM import_log AS l
WHERE l.import_id IN (
    SELECT c.known_from FROM customer AS c WHERE c.entity = :entity AND c.customer_id = :customer_id
    UNION
    SELECT i.import_id FROM item AS i
    INNER JOIN customer AS c ON i.customer_key = c.customer_key
    WHERE c.entity = :entity AND c.customer_id = :customer_id
    UNION
    SELECT p.import_id FROM payment AS p
    INNER JOIN customer AS c ON p.customer_key = c.customer_key
    WHERE c.entity = :entity AND c.customer_id = :customer_id
)
ORDER BY l.import_id
