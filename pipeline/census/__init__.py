"""The number census: every number that readers see resolves to a fact, to data, or to a declared exception."""
