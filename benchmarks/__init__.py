"""Speed, measured beside a reference in the same run; `make bench` prints the table."""
