-- Every text of the book that may name somebody it is not about; what is about whom it names is left out of the copy anyway.
SELECT description AS said FROM before.invoice WHERE LENGTH(description) >= $fewest
UNION ALL
SELECT reference FROM before.payment WHERE LENGTH(reference) >= $fewest
UNION ALL
SELECT DISTINCT block_reason FROM before.invoice WHERE LENGTH(block_reason) >= $fewest
UNION ALL
SELECT DISTINCT block_reason FROM before.item WHERE LENGTH(block_reason) >= $fewest
UNION ALL
SELECT DISTINCT block_reason FROM before.open_item WHERE LENGTH(block_reason) >= $fewest
UNION ALL
SELECT DISTINCT cause FROM before.dispute WHERE LENGTH(cause) >= $fewest
UNION ALL
SELECT CAST(cells AS VARCHAR) || reason FROM before.quarantine
