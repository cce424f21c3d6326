"""A language model of the user's own that proposes wording for templates; nothing is sent to it about a customer."""
