"""Pieces Streamlit has no widget for: a mail in a sealed frame, and levers that answer while they are dragged."""
