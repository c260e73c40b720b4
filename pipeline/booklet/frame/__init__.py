"""What surrounds the chapters of a booklet: cover, summary, method, glossary, evidence, certificate, staging."""
