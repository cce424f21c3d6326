-- name: quoted_items(as_of, customer_key)
-- One row per item of the relation quoted(place, entity, customer_id, document_type, number, fiscal_year, part_no) that
-- this book still has, with its due date and its balance on as_of: what a message would have to say now. Where all of them are
-- of one customer, its customer_key narrows the tables, for they are sorted by customer; NULL reads the whole book.
WITH asked AS (
    SELECT
        q.place AS place,
        i.item_key AS item_key,
        i.due_on AS due_on,
        i.amount_minor AS amount_minor
    FROM quoted AS q
    INNER JOIN customer AS c
        ON q.entity = c.entity AND q.customer_id = c.customer_id AND c.known_until IS NULL
    INNER JOIN item AS i
        ON
            c.customer_key = i.customer_key
            AND q.document_type = i.document_type
            AND q.number = i.number
            AND q.fiscal_year = i.fiscal_year
            AND q.part_no = i.part_no
    WHERE
        (CAST(:customer_key AS BIGINT) IS NULL OR c.customer_key = :customer_key)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR i.customer_key = :customer_key)
),

moved AS (
    SELECT
        s.item_key AS item_key,
        SUM(s.delta_minor) AS delta_minor
    FROM settlement AS s
    INNER JOIN asked AS a ON s.item_key = a.item_key
    WHERE
        s.applied_on <= CAST(:as_of AS DATE)
        AND (CAST(:customer_key AS BIGINT) IS NULL OR s.customer_key = :customer_key)
    GROUP BY s.item_key
)

SELECT
    a.place AS place,
    a.due_on AS due_on,
    CAST(a.amount_minor + COALESCE(m.delta_minor, 0) AS BIGINT) AS balance_minor
FROM asked AS a
LEFT JOIN moved AS m ON a.item_key = m.item_key
ORDER BY a.place
