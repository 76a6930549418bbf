"""The REST API of facts, metrics and scores."""
