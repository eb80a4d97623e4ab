"""Routes of the filling page."""
