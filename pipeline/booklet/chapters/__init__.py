"""What each chapter shows: its tables, its figures, and the sentences that depend on data."""
