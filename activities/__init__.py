"""What workflows ask of the world, carried out: each a few lines of glue."""
