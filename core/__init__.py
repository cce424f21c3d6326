"""The domain of Saldo: what is owed, by whom, and the next step that keeps the customer."""
