"""The review of a DSO figure: why it moved, who made it, what it costs, and what earlier payment would bring."""
