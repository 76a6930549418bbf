"""The REST API of goals."""
