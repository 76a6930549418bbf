"""Boards: a team and its people, and the teams as a tree."""
