-- One row per entity and currency of the file: rows and amounts, refused rows apart; '' where a refused row does not say.
-- The amount of a payment stands on each of its rows and counts once.
CREATE OR REPLACE TABLE stage.file_share AS
SELECT entity, currency, rows_read, accepted, quarantined, accepted_minor, accepted_open_minor, quarantined_minor, unreadable
FROM (
    SELECT
        coalesce($entity, '') AS entity, coalesce($currency, '') AS currency, count(*) AS rows_read,
        count(*) FILTER (WHERE reason IS NULL) AS accepted, count(reason) AS quarantined,
        coalesce(sum($amount) FILTER (WHERE reason IS NULL AND row_kind = 'item' AND counts_amount), 0) AS accepted_minor,
        sum($open_amount) FILTER (WHERE reason IS NULL AND row_kind = 'item') AS accepted_open_minor,
        coalesce(sum(TRY($amount)) FILTER (WHERE reason IS NOT NULL), 0) AS quarantined_minor,
        count(*) FILTER (WHERE reason IS NOT NULL AND TRY($amount) IS NULL) AS unreadable
    FROM (
        SELECT *, $counts_amount AS counts_amount FROM file_rows WHERE row_kind IN ('item', 'repeat')
    )
    GROUP BY ALL
)
