"""Exports: one pack of figures, taken away as a workbook, as slides or as a board paper; no browser, no screen."""
