"""What people write that should not be kept here: numbers a state gives a person, and words about health, faith and the like."""
