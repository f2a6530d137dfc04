"""Conferences of the district: agenda, invitations, minutes, and the brief that names nobody."""
