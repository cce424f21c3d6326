"""The workbook: real numbers and dates, formulas that live, and text that is only ever text."""
