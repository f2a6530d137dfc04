"""Signed links: a body without an account answers one referral, behind its PIN."""
