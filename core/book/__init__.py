"""The book: what is owed and paid, in immutable versions; read by named SQL only."""
