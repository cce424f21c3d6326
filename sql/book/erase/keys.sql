-- Whose names and addresses are left out of the copy; words: what of them may stand in free text of others.
CREATE TEMP TABLE gone AS
SELECT DISTINCT customer_key, entity, customer_id
FROM before.customer
WHERE sha256(entity || CHR(31) || customer_id) IN (SELECT digest FROM erased_digest);

-- Text about others stays, unless it names somebody who was erased: those are in the table naming(said).
CREATE TEMP MACRO of_others(whose, text) AS
    CASE WHEN whose NOT IN (SELECT customer_key FROM gone) AND text NOT IN (SELECT said FROM naming) THEN text END;
