"""분류: households at risk before a case, from the most pressing on, singly and in bulk."""
