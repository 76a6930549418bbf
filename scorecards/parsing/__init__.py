"""Real files → pure values: no Django, no database, no clock."""
