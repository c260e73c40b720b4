"""Notebooks: run strictly, in processes of their own."""
