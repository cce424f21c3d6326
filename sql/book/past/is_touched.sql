-- Whether anything was learnt later at all.
SELECT CAST(EXISTS (SELECT 1 FROM touched_item) OR EXISTS (SELECT 1 FROM touched_payment) AS INTEGER);
