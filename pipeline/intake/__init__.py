"""From files as received to problems told and typed values: everything `ingest`, `validate` and `clean` share."""
