"""From a wanted shape to steps."""
