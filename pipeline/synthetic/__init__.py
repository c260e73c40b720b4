"""Made-up microdata for the demonstration cohorts, seeded and calibrated on what was published. Never real answers."""
