-- The documents of a file whose rows were added up.
CREATE OR REPLACE TEMP VIEW good_rows AS FROM summed_rows
