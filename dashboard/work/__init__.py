"""The work list on the screen."""
