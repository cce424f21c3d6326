"""Strategy: ladder, contact policy and the one named reason for everybody left out."""
