"""The page of the agency: who is ripe, what it brings, the register, and what comes back."""
