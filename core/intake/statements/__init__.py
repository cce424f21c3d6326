"""Bank statements: CAMT.052/053/054, MT940/942 and CODA, read into one shape."""
