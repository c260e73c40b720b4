"""Whether a published file or folder is what was published: nothing but it and its certificate is needed."""
