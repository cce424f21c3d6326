"""The credit page: exposure beside limits and cover, the insurer's clock, and advice on who has room and whom to watch."""
