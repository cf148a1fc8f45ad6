"""What forward is given, and where it fails."""
