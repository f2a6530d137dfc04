"""A district's effective policy, read-only, with where each value comes from."""
