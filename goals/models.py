"""Goals, check-ins, plans and one-to-ones will be tables of this app."""
