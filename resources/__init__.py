"""Files the program brings along: built-in models, sample runs, icons."""
