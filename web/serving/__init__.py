"""Lists of the service loop across a district: what is not over, and what nobody could give."""
