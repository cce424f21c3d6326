-- Addresses of who was erased are not taken.
DELETE FROM stage.contact_point
WHERE EXISTS (
    SELECT 1 FROM erased_named AS e
    WHERE e.entity = stage.contact_point.entity AND e.customer_id = stage.contact_point.customer_id
)
