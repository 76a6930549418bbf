"""Words of the API about facts, metrics and scores."""
