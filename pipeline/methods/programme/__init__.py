"""What the programme as a whole set out to do, and what its results let one say of it."""
