-- Refused rows of who was erased keep their reason only.
UPDATE stage.quarantine SET cells = '{}'
WHERE EXISTS (
    SELECT 1 FROM erased_named AS e
    WHERE e.entity = stage.quarantine.entity AND e.customer_id = stage.quarantine.customer_id
)
