"""The customer's own page: what it shows, what can be done on it, and what a person decides about what was asked."""
