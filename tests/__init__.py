"""Tests; a package, so that they can share their fixtures by import."""
