"""The page of causes: what is late because of us, complaints, and advice on deliveries."""
