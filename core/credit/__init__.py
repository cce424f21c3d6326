"""External credit: what bureaus and insurers say, matched to customers, beside what they owe and what we allow them."""
