"""Languages and Korean wording: every sentence a person reads, Korean first, English second."""
