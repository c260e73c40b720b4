"""Editions: draft until somebody approves what it says, frozen then, compared, built again and signed.

What a document says decides: its approval names the digest of its content, and any other content is a draft.
"""
