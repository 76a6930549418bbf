"""Words of the API about people, teams and errors."""
