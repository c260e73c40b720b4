"""How a build runs: what is out of date, what may run now, what DVC keeps of it."""
