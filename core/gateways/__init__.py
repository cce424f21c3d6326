"""Gateways of this installation: what is declared on the desk, opened as channels, and their delivery receipts."""
