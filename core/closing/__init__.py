"""The monthly close, where the book's figures and the desk's memory meet: close, reopen, compare, reconcile."""
