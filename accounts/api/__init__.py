"""What every part of the REST API shares, and the API of people and teams."""
