"""A campaign on the screen: choose who, read every message, approve, launch, follow."""
