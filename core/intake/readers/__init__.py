"""Readers: one file format each, all handing over the same table of text."""
