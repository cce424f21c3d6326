"""The page of scheduled runs: what happens by itself, every run of it, and the forms that set it."""
