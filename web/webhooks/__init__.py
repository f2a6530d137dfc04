"""Where partner agencies answer: verified, kept in the durable inbox, answered at once."""
