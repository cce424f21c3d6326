"""The page of privacy: what customers asked, what people decided of people, what is kept and how long, and whether it is fair."""
