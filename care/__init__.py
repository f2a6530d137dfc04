"""The heart of Hamkke: what a case is and every decision about it, without I/O, clock or framework."""
