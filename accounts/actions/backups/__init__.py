"""Everything that is stored, in one file and back: one way for each database."""
