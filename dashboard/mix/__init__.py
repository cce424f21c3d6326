"""The channel mix on the screen: steps and shares, what they make of the days ahead, cost and capacity, and what to change."""
