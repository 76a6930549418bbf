"""What is measured and scored: metrics, facts, scorecards, totals and scores."""
