"""The board paper: at most six pages of A4, tagged, with its own fonts; typst sets it, no browser is asked."""
