"""Explain this number, on the screen."""
