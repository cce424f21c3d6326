"""The demo portfolio: made-up customers who pay as people do, written as files and imported like any other."""
