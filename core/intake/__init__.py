"""Intake: files of other systems become a new version of the book, whole or not at all."""
