"""Prediction: when each open invoice will be paid, learnt from how customers paid before, beside two baselines."""
