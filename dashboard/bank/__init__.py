"""The bank's page: statements, what needs a look, and what was matched."""
