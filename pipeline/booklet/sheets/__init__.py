"""The sheet of a project and the sheet of a commune."""
