"""The aging explorer: one question in the URL, looked at as a table, a heat map, a flow and by customer."""
