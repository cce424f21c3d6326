"""The screen: everything Streamlit that is not a page; no SQL, no rule, no formula."""
