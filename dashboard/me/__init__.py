"""The customer's own page: plain HTML without scripts, in the customer's language."""
