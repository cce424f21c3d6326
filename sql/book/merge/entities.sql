-- One row: the entities this list speaks for.
SELECT getvariable('entities') AS entities
