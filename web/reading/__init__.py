"""Files nobody vouches for, read in bounded time and memory, and cells read without guessing."""
