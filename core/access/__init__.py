"""Who is this: whether a customer's numbers and addresses can be right, and which customers may be one and the same."""
