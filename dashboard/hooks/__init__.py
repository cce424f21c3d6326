"""Addresses that other systems post to: delivery receipts of gateways."""
