"""Payment behaviour on the screen: figures of the portfolio, each with the customers behind it."""
