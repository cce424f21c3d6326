-- One row: nothing is known yet, and the rows of this file are the only ones that move money.
SELECT NOT EXISTS (SELECT 1 FROM invoice) AND NOT EXISTS (SELECT 1 FROM payment)
    AND NOT EXISTS (SELECT 1 FROM staged_instalment) AND NOT EXISTS (SELECT 1 FROM staged_payment)
    AND NOT EXISTS (SELECT 1 FROM staged_credit_application) AND NOT EXISTS (SELECT 1 FROM staged_dispute) AS is_first
