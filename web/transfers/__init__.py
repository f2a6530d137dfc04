"""Cases other districts offer to ours: read the packet, take the household over or say no."""
