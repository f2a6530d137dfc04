"""The resource directory: sought, read, kept current, and used to choose whom to ask."""
