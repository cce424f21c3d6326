"""The page of the time machine: a policy on past days, our own reminders, and what was found."""
