"""Attainment: what is owed against what was done."""
