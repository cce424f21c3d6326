"""Letters: typst source per message, printed many at a time with an index, and shown as a picture of each page."""
