"""What `python -m pipeline` offers beside its stages: groups of commands (`of_…`), and what each of them does."""
