"""The page behind a pay link: what is still to pay, how, and a button that goes to the payment provider."""
