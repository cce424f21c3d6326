-- Nothing came after the import "least": nothing is another than the marts say.
CREATE TABLE touched_item (item_key BIGINT NOT NULL);
CREATE TABLE touched_payment (payment_key BIGINT NOT NULL);
