"""What makes files of this addon; nothing here runs in the server."""
