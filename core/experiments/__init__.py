"""What a campaign did: arms drawn by a hash, outcomes by assignment, and effects with their intervals."""
