"""The slides: 16:9, with charts that PowerPoint draws itself and people can edit."""
