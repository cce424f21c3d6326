-- The refused rows with their cells as they stand in the file, read once more.
CREATE OR REPLACE TABLE stage.quarantine AS
SELECT source_row, reason, cells
FROM (SELECT source_row, reason, file_place FROM file_rows WHERE row_kind = 'item' AND reason IS NOT NULL)
JOIN (SELECT $place AS file_place, json_object($cells) AS cells FROM $relation) USING (file_place)
ORDER BY source_row
