-- One row per currency and day.
CREATE OR REPLACE TABLE stage.exchange_rate AS SELECT currency, rate_on, rate FROM good_rows
