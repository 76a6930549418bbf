"""Plans worked backwards: defaults, figures, capacity, tracking, drafts."""
