"""Outside words about people and teams, turned into clean values."""
