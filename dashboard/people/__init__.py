"""The page of people: who is let in, in which roles, who stands in, and what two people look at."""
