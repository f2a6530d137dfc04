"""Partner bodies (협력기관): how each is reached, how it does, its keys, its pause (CO-12)."""
