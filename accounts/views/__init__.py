"""Pages of people and teams, and what watches the service."""
