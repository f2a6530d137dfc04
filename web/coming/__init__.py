"""What the next fourteen business days bring (다가오는 일), by worker, office or zone."""
