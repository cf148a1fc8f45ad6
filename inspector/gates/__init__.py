"""Inside a recurrent layer: its gates and cell states at every time step."""
