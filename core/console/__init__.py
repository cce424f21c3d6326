"""The command line: one object as JSON for machines, short tables for people, one sentence on stderr when it cannot."""
