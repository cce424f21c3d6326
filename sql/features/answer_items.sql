-- name: answer_items(as_of)
-- One row per part of a document that the relation asked(place, customer_key, document_type, number, fiscal_year, part_no)
-- names, with its balance on as_of and what was paid on it in money; a number that is null stands for all that is open.
WITH named AS (
    SELECT
        a.place AS place,
        a.number AS asked_number,
        i.item_key AS item_key,
        i.customer_key AS customer_key,
        i.document_type AS document_type,
        i.number AS number,
        i.fiscal_year AS fiscal_year,
        i.part_no AS part_no,
        i.currency AS currency,
        i.issued_on AS issued_on,
        i.due_on AS due_on,
        i.amount_minor AS amount_minor,
        i.structured_reference AS structured_reference
    FROM asked AS a
    INNER JOIN item AS i
        ON
            a.customer_key = i.customer_key
            AND (
                a.number IS NULL
                OR (
                    a.document_type = i.document_type
                    AND a.number = i.number
                    AND a.fiscal_year = i.fiscal_year
                    AND a.part_no = i.part_no
                )
            )
    WHERE i.issued_on <= CAST(:as_of AS DATE)
),

moved AS (
    SELECT
        s.item_key AS item_key,
        SUM(s.delta_minor) AS delta_minor,
        SUM(CASE WHEN s.is_credited THEN 0 ELSE -s.delta_minor END) AS paid_minor
    FROM settlement AS s
    INNER JOIN (SELECT DISTINCT n.item_key AS item_key FROM named AS n) AS k ON s.item_key = k.item_key
    WHERE s.applied_on <= CAST(:as_of AS DATE)
    GROUP BY s.item_key
)

SELECT
    n.place AS place,
    n.item_key AS item_key,
    n.customer_key AS customer_key,
    n.document_type AS document_type,
    n.number AS number,
    n.fiscal_year AS fiscal_year,
    n.part_no AS part_no,
    n.currency AS currency,
    n.issued_on AS issued_on,
    n.due_on AS due_on,
    n.amount_minor AS amount_minor,
    CAST(n.amount_minor + COALESCE(m.delta_minor, 0) AS BIGINT) AS balance_minor,
    CAST(COALESCE(m.paid_minor, 0) AS BIGINT) AS paid_minor,
    n.structured_reference AS structured_reference
FROM named AS n
LEFT JOIN moved AS m ON n.item_key = m.item_key
WHERE n.asked_number IS NOT NULL OR n.amount_minor + COALESCE(m.delta_minor, 0) <> 0
ORDER BY n.place, n.due_on, n.number, n.part_no
