"""Metrics: one declaration per KPI, a pure formula over measures that SQL sums up."""
