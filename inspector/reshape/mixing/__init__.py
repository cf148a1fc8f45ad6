"""Which meanings a reshape has mixed up."""
