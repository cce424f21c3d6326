"""Payments: the terms of each entity, signed pay links, the provider behind them, and when and how customers pay."""
