-- One row per row of the file: what its cells mean, what kind of row it is, and why it cannot be taken (NULL: it can).
-- Each step adds columns to the one before: texts t_, values as most rows write them p_, values v_, what follows from them.
CREATE OR REPLACE TEMP TABLE parsed_rows AS
WITH texts AS (
    SELECT $rows $texts FROM $relation
), plain AS (
    SELECT *, $plain FROM texts
), typed AS (
    SELECT *, $values FROM plain
), told AS (
    SELECT *, $derived FROM typed
), named AS (
    SELECT *, $row_kind AS row_kind FROM told
)
SELECT $kept, row_kind, CASE WHEN row_kind = 'item' THEN $reason END AS reason, $left_out AS left_out FROM named
