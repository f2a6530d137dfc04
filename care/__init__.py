"""The heart of Hamkke: what a case is and every decision about it; no I/O, clock or framework."""
