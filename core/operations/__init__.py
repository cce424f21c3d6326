"""Keeping an installation: whether it is well, copies of it that can be put back, and what stands in its log."""
