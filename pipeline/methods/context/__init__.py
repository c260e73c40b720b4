"""What a cohort cites of other studies."""
