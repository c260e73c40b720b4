"""Workbooks (XLSX, ODS): checked before any parser sees them, parsed in a child process that may not harm this one."""
