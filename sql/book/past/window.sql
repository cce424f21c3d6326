-- Rows of the marts that no later import touched and that can matter between the variables first_on and last_on: small tables,
-- so that a day of them is asked in a fraction of what the whole book takes.
CREATE TABLE base_item AS
SELECT * FROM kept.item
WHERE issued_on <= getvariable('last_on') AND (closed_on IS NULL OR closed_on >= getvariable('first_on'))
    AND item_key NOT IN (SELECT item_key FROM touched_item)
ORDER BY customer_key, item_key;

CREATE TABLE base_cash AS
SELECT * FROM kept.cash
WHERE received_on <= getvariable('last_on') AND (used_up_on IS NULL OR used_up_on >= getvariable('first_on'))
    AND payment_key NOT IN (SELECT payment_key FROM touched_payment)
ORDER BY customer_key, payment_key;

CREATE TABLE base_settlement AS
SELECT * FROM kept.settlement
WHERE applied_on <= getvariable('last_on')
    AND (
        item_closed_on IS NULL OR item_closed_on >= getvariable('first_on')
        OR payment_key IN (SELECT payment_key FROM base_cash) OR payment_key IN (SELECT payment_key FROM touched_payment)
    )
    AND item_key NOT IN (SELECT item_key FROM touched_item)
ORDER BY customer_key, item_key, applied_on;
