"""Signing in and out, how pages look, and who stands in for an absent approver."""
