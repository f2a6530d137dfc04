"""배운 것: what workers learned, told without anybody who could be known by it (domain JG-09)."""
