"""Messages: templates become the exact bytes that a customer receives."""
