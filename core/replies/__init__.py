"""What comes back by mail: bounces, complaints and replies, read from a mailbox or a folder and given to whom they belong."""
