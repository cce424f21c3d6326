"""A file becomes a book: look at it, say how to read it, import it, read the report, go back if need be."""
