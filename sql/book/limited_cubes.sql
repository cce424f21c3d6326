-- The monthly sums of whoever sees entities or countries whole: their rows carry both.
CREATE VIEW receivable_cube AS SELECT * FROM {whole}.receivable_cube WHERE {placed};
CREATE VIEW position_cube AS SELECT * FROM {whole}.position_cube WHERE {placed};
CREATE VIEW event_cube AS SELECT * FROM {whole}.event_cube WHERE {placed};
