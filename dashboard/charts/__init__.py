"""Figures: numbers in, Plotly out; no Streamlit, no colours of their own."""
