"""Methods of the estimators: what is counted, checked or compared, and how. Pure functions, no file, no layout."""
