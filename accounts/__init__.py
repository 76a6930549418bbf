"""People: users, teams, calendars, roles, login and the live channel."""
