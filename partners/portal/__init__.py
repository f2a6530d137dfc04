"""The ``portal`` channel: the body works in our own pages, so nothing leaves the house."""
