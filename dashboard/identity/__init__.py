"""The page of customer data: what is wrong, which customers may be one, and who is a natural person."""
