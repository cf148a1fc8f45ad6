"""The one place with torch: build, load, capture, apply, trace, verify."""
