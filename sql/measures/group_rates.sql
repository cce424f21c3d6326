-- name: group_rates(as_known)
-- One row per currency and span of days asked: the last rate in it, the mean of its rates, how many there are, and the first
-- day with a rate of zero or less, if any. History stays where it was: what a span says is what was known when its rates were
-- first complete, that is after the first import with a rate of enough_on or later; a correction that came after is
-- there as as_known 'latest' only. Until that import the span says what is known so far.
-- Relations: wanted(currency); asked(asked_no, first_on, last_on, enough_on).
WITH enough AS (
    SELECT r.currency AS currency, a.asked_no AS asked_no, MIN(r.known_from) AS known_at
    FROM exchange_rate AS r
    INNER JOIN wanted AS w ON w.currency = r.currency
    INNER JOIN asked AS a ON r.rate_on >= a.enough_on
    GROUP BY r.currency, a.asked_no
),

told AS (
    SELECT
        r.currency AS currency,
        a.asked_no AS asked_no,
        r.rate_on AS rate_on,
        r.rate AS rate,
        r.known_from AS known_from
    FROM exchange_rate AS r
    INNER JOIN wanted AS w ON w.currency = r.currency
    INNER JOIN asked AS a ON r.rate_on >= a.first_on AND r.rate_on <= a.last_on
    LEFT JOIN enough AS e ON e.currency = r.currency AND e.asked_no = a.asked_no
    WHERE
        CASE
            WHEN CAST(:as_known AS VARCHAR) = 'latest' OR e.known_at IS NULL THEN r.known_until IS NULL
            ELSE r.known_from <= e.known_at AND (r.known_until IS NULL OR r.known_until > e.known_at)
        END
),

placed AS (
    SELECT
        t.currency AS currency,
        t.asked_no AS asked_no,
        t.rate_on AS rate_on,
        t.rate AS rate,
        t.known_from AS known_from,
        ROW_NUMBER() OVER (PARTITION BY t.currency, t.asked_no ORDER BY t.rate_on DESC, t.known_from DESC) AS place
    FROM told AS t
),

summed AS (
    SELECT
        p.currency AS currency,
        p.asked_no AS asked_no,
        COUNT(*) AS days,
        AVG(p.rate) AS mean_rate,
        MIN(CASE WHEN p.rate <= 0 THEN p.rate_on END) AS zero_on
    FROM placed AS p
    GROUP BY p.currency, p.asked_no
)

SELECT
    s.currency AS currency,
    s.asked_no AS asked_no,
    s.days AS days,
    s.mean_rate AS mean_rate,
    s.zero_on AS zero_on,
    p.rate AS last_rate,
    p.rate_on AS last_on,
    l.file_name AS file_name,
    l.imported_at AS imported_at,
    l.preset AS preset
FROM summed AS s
INNER JOIN placed AS p ON p.currency = s.currency AND p.asked_no = s.asked_no AND p.place = 1
LEFT JOIN import_log AS l ON l.import_id = p.known_from
ORDER BY currency, asked_no
