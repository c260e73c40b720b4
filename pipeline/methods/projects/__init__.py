"""Projects, their purchases, and what reference documents say of both."""
