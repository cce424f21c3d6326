"""The template studio: texts of messages as versions, tried on real customers before they go out."""
