-- name: outcome_money(as_of)
-- One row per member of an experiment whose items this book still has, for the relation enrolled(member, entity,
-- customer_id, document_type, number, fiscal_year, part_no, asked_minor, euros, start_on, start_at, until_on): what was open
-- when the campaign left, what was paid of it until the end of the window, and when it was all there. Money counts by the
-- day it was received, not by the day somebody booked it; of the day of the launch it counts unless the book knows its hour and that
-- was earlier. Credit notes and write-offs lower what is owed and are no money. Whoever had nothing open any more has
-- open_eur 0. euros is what one minor unit is worth.
WITH asked AS (
    SELECT
        e.member AS member,
        e.asked_minor AS asked_minor,
        e.euros AS euros,
        e.start_on AS start_on,
        e.start_at AS start_at,
        e.until_on AS until_on,
        i.item_key AS item_key,
        i.amount_minor AS amount_minor
    FROM enrolled AS e
    INNER JOIN customer AS c
        ON e.entity = c.entity AND e.customer_id = c.customer_id AND c.known_until IS NULL
    INNER JOIN item AS i
        ON
            c.customer_key = i.customer_key
            AND e.document_type = i.document_type
            AND e.number = i.number
            AND e.fiscal_year = i.fiscal_year
            AND e.part_no = i.part_no
),

moved AS (
    SELECT
        a.member AS member,
        a.item_key AS item_key,
        a.start_on AS start_on,
        a.start_at AS start_at,
        a.until_on AS until_on,
        s.delta_minor AS delta_minor,
        s.payment_key AS payment_key,
        COALESCE(k.received_on, s.applied_on) AS moved_on,
        NOT s.is_credited AND NOT COALESCE(k.is_write_off, FALSE) AS is_money
    FROM asked AS a
    INNER JOIN settlement AS s ON a.item_key = s.item_key
    LEFT JOIN cash AS k ON s.payment_key = k.payment_key
    WHERE s.applied_on <= CAST(:as_of AS DATE)
),

timed AS (
    SELECT
        m.member AS member,
        m.item_key AS item_key,
        m.delta_minor AS delta_minor,
        m.moved_on AS moved_on,
        m.is_money AS is_money,
        m.moved_on < m.start_on OR (m.moved_on = m.start_on AND COALESCE(p.received_at < m.start_at, FALSE)) AS is_before,
        m.moved_on <= m.until_on AS is_within
    FROM moved AS m
    LEFT JOIN payment AS p ON m.payment_key = p.payment_key AND m.moved_on = m.start_on AND p.known_until IS NULL
),

summed AS (
    SELECT
        t.member AS member,
        t.item_key AS item_key,
        SUM(CASE WHEN t.is_before THEN t.delta_minor ELSE 0 END) AS before_minor,
        SUM(CASE WHEN t.is_within AND NOT t.is_before THEN t.delta_minor ELSE 0 END) AS within_minor,
        SUM(CASE WHEN t.is_within AND NOT t.is_before AND t.is_money THEN t.delta_minor ELSE 0 END) AS money_minor,
        MAX(CASE WHEN t.is_within AND NOT t.is_before THEN t.moved_on END) AS last_on
    FROM timed AS t
    GROUP BY t.member, t.item_key
),

stood AS (
    SELECT
        a.member AS member,
        a.euros AS euros,
        s.last_on AS last_on,
        GREATEST(LEAST(a.asked_minor, a.amount_minor + COALESCE(s.before_minor, 0)), 0) AS open_minor,
        COALESCE(-s.money_minor, 0) AS paid_minor,
        COALESCE(-s.within_minor, 0) AS lowered_minor
    FROM asked AS a
    LEFT JOIN summed AS s ON a.member = s.member AND a.item_key = s.item_key
)

SELECT
    t.member AS member,
    SUM(t.open_minor * t.euros) AS open_eur,
    SUM(GREATEST(LEAST(t.paid_minor, t.open_minor), 0) * t.euros) AS paid_eur,
    MIN(CASE WHEN t.open_minor = 0 OR t.lowered_minor >= t.open_minor THEN 1 ELSE 0 END) AS is_settled,
    MAX(CASE WHEN t.open_minor > 0 AND t.paid_minor > 0 THEN 1 ELSE 0 END) AS has_paid,
    MAX(CASE WHEN t.open_minor > 0 THEN t.last_on END) AS last_on
FROM stood AS t
GROUP BY t.member
ORDER BY t.member
