"""The situation room (통합돌봄상황실) and the targets of a discovery campaign (PA-09)."""
