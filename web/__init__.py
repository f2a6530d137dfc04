"""Server-rendered pages: they ask and show, and hold no rules."""
