"""Segments: a policy of ordered rules puts every customer in one segment, with the reason."""
