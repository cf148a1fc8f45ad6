"""Worker processes: the protocol, the client, the roles, and the limits a model runs under."""
