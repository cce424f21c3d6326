-- name: identity_pairs(most)
-- One row per two customers that share a key, with the kinds of keys they share. A key that more than :most customers have
-- tells nothing (a shared mailbox, an office block) and makes no pairs. Relation: keys(place, kind, key).
WITH telling AS (
    SELECT k.kind AS kind, k.key AS key
    FROM keys AS k
    GROUP BY k.kind, k.key
    HAVING COUNT(*) BETWEEN 2 AND :most
),

held AS (
    SELECT k.place AS place, k.kind AS kind, k.key AS key
    FROM keys AS k
    INNER JOIN telling AS t ON k.kind = t.kind AND k.key = t.key
)

SELECT
    a.place AS place,
    b.place AS other_place,
    MAX(CASE WHEN a.kind = 'vat' THEN 1 ELSE 0 END) AS same_vat,
    MAX(CASE WHEN a.kind = 'registration' THEN 1 ELSE 0 END) AS same_registration,
    MAX(CASE WHEN a.kind = 'email' THEN 1 ELSE 0 END) AS same_email,
    MAX(CASE WHEN a.kind = 'phone' THEN 1 ELSE 0 END) AS same_phone,
    MAX(CASE WHEN a.kind = 'address' THEN 1 ELSE 0 END) AS same_address
FROM held AS a
INNER JOIN held AS b ON a.kind = b.kind AND a.key = b.key AND a.place < b.place
GROUP BY a.place, b.place
ORDER BY a.place, b.place
