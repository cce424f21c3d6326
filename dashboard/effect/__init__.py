"""What campaigns did: experiments with what they found, campaigns with what came in, and what flows back into the mix."""
