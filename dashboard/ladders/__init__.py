"""The ladder editor: steps, who climbs which ladder, contact policy, late entries, and versions."""
