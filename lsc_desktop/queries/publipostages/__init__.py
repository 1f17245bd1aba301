"""Lectures : publipostages, à qui ils vont, et le courrier de chacun."""
