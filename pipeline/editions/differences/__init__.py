"""What changed between two editions: numbers, texts, pages, and what they were built from."""
