"""What goes in and what was captured: input specifications, calls, and the run file."""
