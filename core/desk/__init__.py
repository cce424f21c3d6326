"""The desk: what the team decides and does, on SQLite or PostgreSQL."""
