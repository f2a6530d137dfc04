"""One wording for pages and letters: Korean first, English second."""
