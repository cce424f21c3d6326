-- The refused rows with their cells as they stand in the file, read once more, and what could be read of them all the same.
CREATE OR REPLACE TABLE stage.quarantine AS
SELECT source_row, reason, cells, entity, customer_id, number, currency, row_on, amount_minor, open_minor
FROM (
    SELECT
        source_row, reason, file_place, $entity AS entity, $customer_id AS customer_id, $number AS number, $currency AS currency,
        CAST($row_on AS DATE) AS row_on, CAST(TRY($amount) AS BIGINT) AS amount_minor,
        CAST(TRY($open_amount) AS BIGINT) AS open_minor
    FROM file_rows WHERE row_kind = 'item' AND reason IS NOT NULL
)
JOIN (SELECT $cell_place AS file_place, json_object($cells) AS cells FROM $relation) USING (file_place)
ORDER BY source_row
