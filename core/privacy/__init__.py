"""Privacy of one customer: erasing, what keeps that waiting, and telling everything that is known."""
