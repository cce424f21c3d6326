-- name: customer_timeline(customer_key, as_of, since)
-- One row per thing the source systems say happened with one customer after since, as_of included: kind is invoice,
-- credit_note, payment, reminder (of the source system) or dispute; happened_on, number, currency, amount_minor and a word
-- about it (method, cause). The newest first.
WITH happened AS (
    SELECT
        i.document_type AS kind,
        i.issued_on AS happened_on,
        i.number AS number,
        i.currency AS currency,
        SUM(i.amount_minor) AS amount_minor,
        CAST(NULL AS VARCHAR) AS word
    FROM item AS i
    WHERE i.customer_key = :customer_key AND i.issued_on > CAST(:since AS DATE) AND i.issued_on <= CAST(:as_of AS DATE)
    GROUP BY i.invoice_key, i.document_type, i.issued_on, i.number, i.currency
    UNION ALL
    SELECT
        'payment' AS kind,
        p.received_on AS happened_on,
        CAST(NULL AS VARCHAR) AS number,
        p.currency AS currency,
        p.amount_minor AS amount_minor,
        p.method AS word
    FROM payment AS p
    WHERE
        p.customer_key = :customer_key AND p.known_until IS NULL
        AND p.received_on > CAST(:since AS DATE) AND p.received_on <= CAST(:as_of AS DATE)
    UNION ALL
    SELECT DISTINCT
        'reminder' AS kind,
        r.source_reminded_on AS happened_on,
        r.number AS number,
        r.currency AS currency,
        CAST(NULL AS BIGINT) AS amount_minor,
        CAST(r.source_step AS VARCHAR) AS word
    FROM item AS r
    WHERE
        r.customer_key = :customer_key
        AND r.source_reminded_on > CAST(:since AS DATE) AND r.source_reminded_on <= CAST(:as_of AS DATE)
    UNION ALL
    SELECT
        'dispute' AS kind,
        d.opened_on AS happened_on,
        v.number AS number,
        v.currency AS currency,
        CASE WHEN d.amount_minor > 0 THEN d.amount_minor END AS amount_minor,
        d.cause AS word
    FROM dispute AS d
    INNER JOIN invoice AS v ON d.invoice_key = v.invoice_key AND v.known_until IS NULL
    WHERE
        d.customer_key = :customer_key AND d.known_until IS NULL
        AND d.opened_on > CAST(:since AS DATE) AND d.opened_on <= CAST(:as_of AS DATE)
)

SELECT
    h.kind AS kind,
    h.happened_on AS happened_on,
    h.number AS number,
    h.currency AS currency,
    CAST(h.amount_minor AS BIGINT) AS amount_minor,
    h.word AS word
FROM happened AS h
ORDER BY h.happened_on DESC, h.kind, h.number
