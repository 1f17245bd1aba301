"""Lectures : les imports passés, les correspondances retenues, ce que la base sait déjà."""
