"""The kinds of evidence, one file each; each proposes a match for a line, or nothing."""
