"""Lectures : assemblées générales."""
