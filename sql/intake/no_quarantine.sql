-- Room for torn rows when no row was refused.
CREATE OR REPLACE TABLE stage.quarantine (source_row INTEGER, reason VARCHAR, cells JSON)
