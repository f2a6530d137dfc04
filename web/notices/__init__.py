"""Notices of the district that change how acts count for a time."""
