"""Reports by people: the public form, the light form at a desk, and cases opened from them."""
