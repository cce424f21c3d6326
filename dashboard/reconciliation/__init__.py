"""The reconciliation page: files, general ledger, and months closed."""
