-- What is open on every part, by everything known at the moment of asking.
CREATE TEMP VIEW item_balance AS
SELECT
    i.item_key, i.invoice_key, i.part_no, i.due_on, i.amount_minor,
    i.amount_minor - COALESCE(s.settled_minor, 0) AS balance_minor
FROM instalment AS i
LEFT JOIN (
    SELECT item_key, SUM(amount_minor) AS settled_minor
    FROM (
        SELECT item_key, amount_minor FROM application WHERE known_until IS NULL
        UNION ALL
        SELECT credit_item_key, -amount_minor FROM application WHERE known_until IS NULL AND credit_item_key IS NOT NULL
    )
    GROUP BY item_key
) AS s ON s.item_key = i.item_key
WHERE i.known_until IS NULL;

CREATE TEMP VIEW document_balance AS
SELECT invoice_key, SUM(balance_minor) AS balance_minor
FROM item_balance
GROUP BY invoice_key;

-- The documents a list may confirm: open before this import, issued by its date.
CREATE TEMP TABLE open_before AS
SELECT b.invoice_key
FROM item_balance AS b
JOIN invoice AS i ON i.invoice_key = b.invoice_key AND i.known_until IS NULL
WHERE getvariable('is_list') AND i.entity IN (SELECT UNNEST(getvariable('entities')))
    AND i.issued_on <= getvariable('list_on')
GROUP BY b.invoice_key
HAVING SUM(ABS(b.balance_minor)) > 0;
