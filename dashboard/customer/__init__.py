"""One customer on the screen: who it is, what is open, what was agreed, what was sent."""
