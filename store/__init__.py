"""The only package that knows the database: timeline, read model, people, keys, messages."""
