"""Forecast: the cash that comes in week by week, with an interval measured on past forecasts."""
