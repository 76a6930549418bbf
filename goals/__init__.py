"""What people aim for and talk about."""
