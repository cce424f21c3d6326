"""Signing in: the way to the provider and back, who acts in a browser session, and the page for who is not let in."""
