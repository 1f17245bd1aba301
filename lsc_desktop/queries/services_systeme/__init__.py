"""Lectures : les services système déclarés, leurs passages, qui les mène, leurs messages."""
