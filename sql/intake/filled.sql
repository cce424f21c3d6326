-- Turned rows without the cells that say nothing.
(SELECT * FROM $relation WHERE upper(trim(coalesce(c2, ''))) NOT IN ('', 'N/A', '-'))
