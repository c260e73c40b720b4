"""Surveys: who was asked, who answered, what was answered, and what weights change."""
