"""Handing a customer to a collection agency: who is ripe, the file, the register, and what comes back."""
