"""What the rest of the company knows: complaints and orders, what is late because of us, and advice about deliveries."""
