"""Protected people: where they are, from whom they are hidden, and who is told of a hit."""
