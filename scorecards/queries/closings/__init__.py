"""Closed periods (rule 27): what may be closed, what closed, what came late."""
