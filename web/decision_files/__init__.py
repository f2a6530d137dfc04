"""Decision files: what a past decision rested on, and its recomputation (결정 파일)."""
