"""What a district decides for itself, as data, and the little code that reads it."""
