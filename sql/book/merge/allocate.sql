-- Sets claims against parts: never more than is open, oldest due part first, in the order of their dates. Cumulative
-- claims and cumulative room are intervals on one line; where they overlap, that much is applied.

-- A payment that arrives after a list already showed its effect takes the place of what was inferred then.
CREATE TEMP TABLE displaced AS
WITH arrived AS (
    SELECT invoice_key, applied_on, amount_minor FROM claim WHERE NOT is_inferred
    UNION ALL
    SELECT invoice_key, applied_on, -amount_minor FROM in_play WHERE NOT is_inferred
),
inferred AS (
    SELECT a.*, i.invoice_key, MAX(a.applied_on) OVER (PARTITION BY i.invoice_key) AS last_on
    FROM application AS a
    JOIN instalment AS i ON i.item_key = a.item_key AND i.known_until IS NULL
    WHERE a.is_inferred AND a.known_until IS NULL
        AND i.invoice_key IN (SELECT invoice_key FROM claim)
        AND a.application_key NOT IN (SELECT application_key FROM in_play)
),
explained AS (
    SELECT f.invoice_key, f.last_on, SUM(r.amount_minor) AS explained_minor
    FROM (SELECT DISTINCT invoice_key, last_on FROM inferred) AS f
    JOIN arrived AS r ON r.invoice_key = f.invoice_key AND r.applied_on <= f.last_on
    GROUP BY f.invoice_key, f.last_on
)
SELECT
    f.application_key, f.item_key, f.payment_key, f.credit_item_key, f.applied_on, f.settled_after, f.amount_minor,
    SUM(ABS(f.amount_minor)) OVER (PARTITION BY f.invoice_key ORDER BY f.applied_on, f.application_key) AS cumulative_minor,
    ABS(e.explained_minor) AS explained_minor
FROM inferred AS f
JOIN explained AS e ON e.invoice_key = f.invoice_key
WHERE SIGN(e.explained_minor) = SIGN(f.amount_minor)
QUALIFY cumulative_minor - ABS(f.amount_minor) < ABS(e.explained_minor);

UPDATE application SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND application_key IN (SELECT application_key FROM displaced);

INSERT INTO application BY NAME
SELECT
    application_key, item_key, payment_key, credit_item_key, applied_on, settled_after, TRUE AS is_inferred,
    SIGN(amount_minor) * (cumulative_minor - explained_minor) AS amount_minor, getvariable('import_id') AS known_from
FROM displaced
WHERE cumulative_minor > explained_minor;

-- What each part still takes, without the claims that are decided now.
CREATE TEMP TABLE room AS
WITH settled AS (
    SELECT item_key, SUM(amount_minor) AS settled_minor
    FROM (
        SELECT item_key, amount_minor FROM application
        WHERE known_until IS NULL AND application_key NOT IN (SELECT application_key FROM in_play)
        UNION ALL
        SELECT credit_item_key, -amount_minor FROM application
        WHERE known_until IS NULL AND credit_item_key IS NOT NULL
            AND application_key NOT IN (SELECT application_key FROM in_play)
    )
    GROUP BY item_key
)
SELECT
    i.item_key, i.invoice_key, i.part_no, i.due_on, SIGN(i.amount_minor) AS side,
    ABS(i.amount_minor - COALESCE(s.settled_minor, 0)) AS free_minor,
    ABS(COALESCE(s.settled_minor, 0)) AS settled_minor,
    COUNT(*) OVER (PARTITION BY i.invoice_key) = 1 AS is_single,
    ROW_NUMBER() OVER (PARTITION BY i.invoice_key ORDER BY i.due_on DESC, i.part_no DESC) = 1 AS is_last
FROM instalment AS i
LEFT JOIN settled AS s ON s.item_key = i.item_key
WHERE i.known_until IS NULL AND (
    i.invoice_key IN (SELECT invoice_key FROM claim) OR i.item_key IN (SELECT credit_item_key FROM claim)
);

-- A credit note cannot give more than it has.
CREATE TEMP TABLE able AS
WITH credited AS (
    SELECT c.* REPLACE (
        LEAST(c.cumulative_minor, r.free_minor) - LEAST(c.cumulative_minor - c.amount_minor, r.free_minor) AS amount_minor
    )
    FROM (
        SELECT *, SUM(amount_minor) OVER (
            PARTITION BY credit_item_key ORDER BY applied_on, invoice_key ROWS UNBOUNDED PRECEDING
        ) AS cumulative_minor
        FROM claim
        WHERE credit_item_key IS NOT NULL
    ) AS c
    JOIN room AS r ON r.item_key = c.credit_item_key
),
capped AS (
    SELECT * FROM claim WHERE credit_item_key IS NULL
    UNION ALL
    SELECT * EXCLUDE (cumulative_minor) FROM credited
)
SELECT
    ROW_NUMBER() OVER () AS claim_no,
    c.payment_key, c.credit_item_key, c.is_inferred, c.settled_after, c.invoice_key, part.part_no, c.applied_on,
    ABS(c.amount_minor) AS claim_minor, SIGN(c.amount_minor) = doc.side AS reduces, doc.side
FROM capped AS c
JOIN (SELECT invoice_key, ANY_VALUE(side) AS side FROM room GROUP BY invoice_key) AS doc ON doc.invoice_key = c.invoice_key
LEFT JOIN room AS part ON part.invoice_key = c.invoice_key AND part.part_no = c.part_no
WHERE c.amount_minor <> 0;

UPDATE room SET
    free_minor = room.free_minor - used.used_minor, settled_minor = room.settled_minor + used.used_minor
FROM (
    SELECT credit_item_key, SUM(claim_minor) AS used_minor FROM able
    WHERE credit_item_key IS NOT NULL GROUP BY credit_item_key
) AS used
WHERE room.item_key = used.credit_item_key;

-- A reversal gives back what was paid, and so makes room for the payment that comes after it.
CREATE TEMP TABLE reversal AS
WITH aimed AS (
    SELECT a.claim_no, r.item_key, a.claim_minor,
        SUM(a.claim_minor) OVER (
            PARTITION BY r.item_key ORDER BY a.applied_on, a.is_inferred, a.payment_key, a.credit_item_key, a.claim_no
        ) AS cumulative_minor,
        r.settled_minor + CASE WHEN r.is_single THEN COALESCE(p.paid_minor, 0) ELSE 0 END AS paid_minor
    FROM able AS a
    JOIN room AS r
        ON r.invoice_key = a.invoice_key AND (r.part_no = a.part_no OR (a.part_no IS NULL AND r.is_last))
    LEFT JOIN (
        SELECT invoice_key, SUM(claim_minor) AS paid_minor FROM able WHERE reduces GROUP BY invoice_key
    ) AS p ON p.invoice_key = a.invoice_key
    WHERE NOT a.reduces
)
SELECT claim_no, item_key,
    LEAST(cumulative_minor, paid_minor) - LEAST(cumulative_minor - claim_minor, paid_minor) AS taken_minor
FROM aimed;

UPDATE room SET free_minor = room.free_minor + given.taken_minor
FROM (SELECT item_key, SUM(taken_minor) AS taken_minor FROM reversal GROUP BY item_key) AS given
WHERE room.item_key = given.item_key;

CREATE TEMP TABLE on_part AS
WITH queued AS (
    SELECT a.claim_no, r.item_key, r.free_minor, a.claim_minor,
        SUM(a.claim_minor) OVER (
            PARTITION BY r.item_key ORDER BY a.applied_on, a.is_inferred, a.payment_key, a.credit_item_key, a.claim_no
        ) AS cumulative_minor
    FROM able AS a
    JOIN room AS r ON r.invoice_key = a.invoice_key AND r.part_no = a.part_no
    WHERE a.reduces
)
SELECT claim_no, item_key,
    LEAST(cumulative_minor, free_minor) - LEAST(cumulative_minor - claim_minor, free_minor) AS taken_minor
FROM queued;

CREATE TEMP TABLE on_document AS
WITH parts AS (
    SELECT r.invoice_key, r.item_key, r.free_minor - COALESCE(t.taken_minor, 0) AS free_minor,
        SUM(r.free_minor - COALESCE(t.taken_minor, 0)) OVER (
            PARTITION BY r.invoice_key ORDER BY r.due_on, r.part_no
        ) AS until_minor
    FROM room AS r
    LEFT JOIN (SELECT item_key, SUM(taken_minor) AS taken_minor FROM on_part GROUP BY item_key) AS t ON t.item_key = r.item_key
),
queued AS (
    SELECT a.claim_no, a.invoice_key, a.claim_minor,
        SUM(a.claim_minor) OVER (
            PARTITION BY a.invoice_key ORDER BY a.applied_on, a.is_inferred, a.payment_key, a.credit_item_key, a.claim_no
        ) AS until_minor
    FROM able AS a
    WHERE a.reduces AND a.part_no IS NULL
)
SELECT q.claim_no, p.item_key,
    LEAST(q.until_minor, p.until_minor)
        - GREATEST(q.until_minor - q.claim_minor, p.until_minor - p.free_minor) AS taken_minor
FROM queued AS q
JOIN parts AS p
    ON p.invoice_key = q.invoice_key
    AND q.until_minor > p.until_minor - p.free_minor AND q.until_minor - q.claim_minor < p.until_minor;

CREATE TEMP TABLE laid AS
SELECT
    t.item_key, a.payment_key, a.credit_item_key, a.applied_on, a.is_inferred, a.settled_after,
    SUM(CASE WHEN a.reduces THEN a.side ELSE -a.side END * t.taken_minor) AS amount_minor
FROM (
    SELECT * FROM reversal UNION ALL SELECT * FROM on_part UNION ALL SELECT * FROM on_document
) AS t
JOIN able AS a ON a.claim_no = t.claim_no
WHERE t.taken_minor > 0
GROUP BY ALL
HAVING SUM(CASE WHEN a.reduces THEN a.side ELSE -a.side END * t.taken_minor) <> 0;

CREATE TEMP TABLE unmoved AS
SELECT p.application_key, l.rowid AS laid_row
FROM in_play AS p
JOIN laid AS l
    ON l.item_key = p.item_key AND l.applied_on = p.applied_on AND l.amount_minor = p.amount_minor
    AND l.is_inferred = p.is_inferred
    AND l.payment_key IS NOT DISTINCT FROM p.payment_key
    AND l.credit_item_key IS NOT DISTINCT FROM p.credit_item_key
    AND l.settled_after IS NOT DISTINCT FROM p.settled_after;

UPDATE application SET known_until = getvariable('import_id')
WHERE known_until IS NULL AND application_key IN (SELECT application_key FROM in_play)
    AND application_key NOT IN (SELECT application_key FROM unmoved);

INSERT INTO application BY NAME
SELECT
    (SELECT COALESCE(MAX(application_key), 0) FROM application)
        + ROW_NUMBER() OVER (
            ORDER BY item_key, applied_on, is_inferred, payment_key, credit_item_key, settled_after
        ) AS application_key,
    *, getvariable('import_id') AS known_from
FROM laid
WHERE rowid NOT IN (SELECT laid_row FROM unmoved);
