"""The time machine: what a policy would have sent on past days, with what was known then, and what became of it."""
