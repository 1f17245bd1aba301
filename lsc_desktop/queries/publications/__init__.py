"""Lectures de la publication : ce qui pourrait être en ligne, pour qui, et ce qui y est."""
