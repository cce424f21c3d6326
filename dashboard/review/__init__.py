"""The DSO review on the screen: why it moved, whose days they are, what late payment costs, what sooner would bring."""
