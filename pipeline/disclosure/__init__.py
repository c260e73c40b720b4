"""Disclosure control: which numbers may leave the team, and which must be hidden so that those stay hidden."""

RELEASED, SUPPRESSED = "released", "suppressed"
"""What `status` says of a fact."""
