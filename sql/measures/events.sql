-- name: events_by_window(entity, country, customer_type, segment, currency)
-- One row per currency, window of days and kind of event: how many, how much, and amount times days, from the cube of
-- days. Windows may overlap. Without a segment the rows are those of the book's own cube.
-- Relations: windows(window_no, after_on, until_on); segment_events, the rows of the query of that name, empty without a
-- segment.
WITH cube AS (
    SELECT
        e.entity AS entity,
        e.country AS country,
        e.customer_type AS customer_type,
        e.currency AS currency,
        e.happened_on AS happened_on,
        e.kind AS kind,
        e.events AS events,
        e.amount_minor AS amount_minor,
        e.days_minor AS days_minor,
        e.least_days_minor AS least_days_minor
    FROM event_cube AS e
    WHERE CAST(:segment AS VARCHAR) IS NULL
    UNION ALL
    SELECT
        s.entity AS entity,
        s.country AS country,
        s.customer_type AS customer_type,
        s.currency AS currency,
        CAST(s.happened_on AS DATE) AS happened_on,
        s.kind AS kind,
        s.events AS events,
        s.amount_minor AS amount_minor,
        s.days_minor AS days_minor,
        s.least_days_minor AS least_days_minor
    FROM segment_events AS s
    WHERE s.segment = :segment
),

daily AS (
    SELECT
        c.currency AS currency,
        c.happened_on AS happened_on,
        c.kind AS kind,
        SUM(c.events) AS events,
        SUM(c.amount_minor) AS amount_minor,
        SUM(c.days_minor) AS days_minor,
        SUM(c.least_days_minor) AS least_days_minor
    FROM cube AS c
    WHERE (CAST(:entity AS VARCHAR) IS NULL OR c.entity = :entity)
        AND (CAST(:country AS VARCHAR) IS NULL OR c.country = :country)
        AND (CAST(:customer_type AS VARCHAR) IS NULL OR c.customer_type = :customer_type)
        AND (CAST(:currency AS VARCHAR) IS NULL OR c.currency = :currency)
    GROUP BY c.currency, c.happened_on, c.kind
)

SELECT
    d.currency AS currency,
    w.window_no AS window_no,
    d.kind AS kind,
    CAST(SUM(d.events) AS BIGINT) AS events,
    CAST(SUM(d.amount_minor) AS BIGINT) AS amount_minor,
    CAST(SUM(d.days_minor) AS BIGINT) AS days_minor,
    CAST(SUM(d.least_days_minor) AS BIGINT) AS least_days_minor
FROM daily AS d
INNER JOIN windows AS w ON d.happened_on > w.after_on AND d.happened_on <= w.until_on
GROUP BY d.currency, w.window_no, d.kind
ORDER BY currency, window_no, kind
