"""How customers pay: patterns in what they did, and what to expect of what is open."""
