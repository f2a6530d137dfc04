"""Nouns: frozen values that say what a case, a household, a plan, a linkage and a policy are."""
