"""Code and files to take away."""
