"""Law and data health: how old the tables of the law are, what the creditor chose, and how fresh the facts are."""
