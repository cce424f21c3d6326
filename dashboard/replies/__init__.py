"""The page of replies, and what other pages show of them."""
