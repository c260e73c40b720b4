"""Indicators and sensors: how measurements add up, what changed, and what the design allows one to say."""
