"""The only package that knows the database: timeline, read model and sealed personal data."""
