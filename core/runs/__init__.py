"""What happens by itself: imports from elsewhere, the daily run and digests, each at its times and each run kept."""
