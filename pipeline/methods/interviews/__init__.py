"""Interviews: who was met, which codes they bear, whether coders agree, who is of which type."""
