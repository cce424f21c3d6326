"""Matching: which customer, and which items, a line of a bank statement pays."""
