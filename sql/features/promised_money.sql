-- name: promised_money()
-- One row per case and day on which money came in for it, from_on included, for the relation
-- promised(case_id, entity, customer_id, document_type, number, fiscal_year, part_no, currency, from_on). A number that is
-- null names the whole account: every payment received counts. Otherwise what came off the named items counts, and payments
-- that nobody has matched yet: matching is our work. Credit notes and write-offs are no money; a settlement inferred
-- between two lists is. A payment that went back counts against.
WITH asked AS (
    SELECT
        q.case_id AS case_id,
        c.customer_key AS customer_key,
        q.document_type AS document_type,
        q.number AS number,
        q.fiscal_year AS fiscal_year,
        q.part_no AS part_no,
        q.currency AS currency,
        q.from_on AS from_on
    FROM promised AS q
    INNER JOIN customer AS c
        ON q.entity = c.entity AND q.customer_id = c.customer_id AND c.known_until IS NULL
),

named AS (
    SELECT DISTINCT
        a.case_id AS case_id,
        i.item_key AS item_key,
        a.from_on AS from_on
    FROM asked AS a
    INNER JOIN item AS i
        ON a.customer_key = i.customer_key AND a.currency = i.currency AND (a.number = i.number OR a.number IS NULL)
    WHERE
        (a.document_type IS NULL OR a.document_type = i.document_type)
        AND (a.fiscal_year IS NULL OR a.fiscal_year = i.fiscal_year)
        AND (a.part_no IS NULL OR a.part_no = i.part_no)
),

account AS (
    SELECT DISTINCT
        a.case_id AS case_id,
        a.customer_key AS customer_key,
        a.currency AS currency,
        a.from_on AS from_on,
        CASE WHEN a.number IS NULL THEN 1 ELSE 0 END AS is_whole
    FROM asked AS a
),

money AS (
    -- What came off the items themselves; of a whole account only what no payment row tells.
    SELECT
        n.case_id AS case_id,
        p.applied_on AS paid_on,
        -p.delta_minor AS amount_minor
    FROM named AS n
    INNER JOIN account AS w ON n.case_id = w.case_id
    INNER JOIN settlement AS p ON n.item_key = p.item_key
    LEFT JOIN cash AS k ON p.payment_key = k.payment_key
    WHERE
        p.applied_on >= n.from_on
        AND NOT p.is_credited
        AND NOT COALESCE(k.is_write_off, FALSE)
        AND (w.is_whole = 0 OR k.payment_key IS NULL)
    UNION ALL
    SELECT
        w.case_id AS case_id,
        k.received_on AS paid_on,
        CASE WHEN w.is_whole = 1 THEN k.amount_minor ELSE k.unapplied_minor END AS amount_minor
    FROM account AS w
    INNER JOIN cash AS k ON w.customer_key = k.customer_key AND w.currency = k.currency
    WHERE k.received_on >= w.from_on AND NOT COALESCE(k.is_write_off, FALSE)
)

SELECT
    m.case_id AS case_id,
    m.paid_on AS paid_on,
    CAST(SUM(m.amount_minor) AS BIGINT) AS paid_minor
FROM money AS m
GROUP BY m.case_id, m.paid_on
ORDER BY m.case_id, m.paid_on
