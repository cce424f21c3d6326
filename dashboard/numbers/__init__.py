"""The figures of a day, their course over two years, and all of them with their reasons."""
