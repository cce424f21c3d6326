"""The page of the ways to send."""
