"""활동사례집 of a district that publishes one: consent, two people, and nobody to be known."""
