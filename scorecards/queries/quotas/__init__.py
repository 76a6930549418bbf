"""Quotas: the sheets, what is in force, what changed."""
