"""The parts of Settings: segments, data, who writes, and where mail goes."""
