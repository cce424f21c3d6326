"""The screens of the cash forecast and of the payment model."""
