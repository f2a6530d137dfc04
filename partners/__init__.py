"""Agencies outside the district, one channel a folder, each with an honest fake."""
