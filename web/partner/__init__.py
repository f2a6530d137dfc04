"""A body's own pages: what it was asked for, and what it tells the district (협력기관)."""
