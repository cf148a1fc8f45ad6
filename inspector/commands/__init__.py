"""The command line: each verb takes parsed arguments and gives what to print. Nothing is printed here."""
