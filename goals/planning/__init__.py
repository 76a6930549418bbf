"""North Star: from a number back to what every stage above it takes (scoring.md rule 35)."""
