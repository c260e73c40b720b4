"""Whether a published PDF is what was published: nothing but the file and its certificate is needed."""
