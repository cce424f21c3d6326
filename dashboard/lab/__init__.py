"""The segment lab: levers, rules, consequences and versions of the segment policy, on a proposal that nothing has been saved of."""
